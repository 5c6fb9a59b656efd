import {
  applyDecorators,
  HttpCode,
  RequestMapping,
  RequestMethod,
  SerializeOptions,
  SetMetadata,
} from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { EndpointResult, EndpointSpec, HttpMethod } from '@pixelboxx/shared';
import { documentEndpoint } from './endpoint-documentation.ts';

const ENDPOINT = 'pixelboxx:endpoint';

const requestMethods: Record<HttpMethod, RequestMethod> = {
  GET: RequestMethod.GET,
  POST: RequestMethod.POST,
  PATCH: RequestMethod.PATCH,
  DELETE: RequestMethod.DELETE,
};

type Handler<Spec extends EndpointSpec> = (...args: never[]) => EndpointResult<Spec> | Promise<EndpointResult<Spec>>;

/**
 * Makes a controller method the one implementation of an endpoint of the contract: route, status, access and the
 * fields that leave all come from the spec. A method whose result does not fit `spec.data` does not compile.
 */
export function Endpoint<Spec extends EndpointSpec>(spec: Spec) {
  const decorate = applyDecorators(
    RequestMapping({ method: requestMethods[spec.method], path: spec.path }),
    HttpCode(spec.status),
    SetMetadata(ENDPOINT, spec),
    documentEndpoint(spec),
    ...(spec.file ? [RouteConfig({ takesFile: true })] : []),
    ...(spec.data ? [SerializeOptions({ schema: spec.data })] : []),
  );
  return <Method extends Handler<Spec>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    decorate(target, key, descriptor);
  };
}

/** The spec a handler implements; undefined for the few routes outside the contract (`/files`, `/docs`, JWKS). */
export function endpointOf(handler: object): EndpointSpec | undefined {
  return Reflect.getMetadata(ENDPOINT, handler) as EndpointSpec | undefined;
}

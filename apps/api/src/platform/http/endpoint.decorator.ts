import { applyDecorators, HttpCode, RequestMapping, RequestMethod, SetMetadata, UseInterceptors } from '@nestjs/common';
import { RouteConfig, RouteSchema } from '@nestjs/platform-fastify';
import type { EndpointResult, EndpointSpec, HttpMethod } from '@pixelboxx/shared';
import { ENDPOINT } from './endpoint-metadata.ts';
import { IdempotencyInterceptor, takesIdempotencyKey } from './idempotency/idempotency.interceptor.ts';

export { endpointOf } from './endpoint-metadata.ts';

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
    RequestMapping({ method: requestMethods[spec.method], path: [spec.path, ...(spec.aliases ?? [])] }),
    HttpCode(spec.status),
    SetMetadata(ENDPOINT, spec),
    ...(spec.file ? [RouteConfig({ takesFile: true })] : []),
    ...(spec.protocol === 'tus' ? [RouteConfig({ takesParts: true })] : []),
    ...(takesIdempotencyKey(spec) ? [UseInterceptors(IdempotencyInterceptor)] : []),
    // Under every status, so that no answer of the endpoint can pass `serializer.ts` by.
    ...(spec.data ? [RouteSchema({ response: { default: spec.data } })] : []),
  );
  return <Method extends Handler<Spec>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    decorate(target, key, descriptor);
  };
}

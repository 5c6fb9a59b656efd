import type { Type } from '@nestjs/common';
import {
  EXCEPTION_FILTERS_METADATA,
  GUARDS_METADATA,
  HEADERS_METADATA,
  HTTP_CODE_METADATA,
  INTERCEPTORS_METADATA,
  PATH_METADATA,
  PIPES_METADATA,
} from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { checkDeprecations, type EndpointSpec, servedPathsOf } from '@pixelboxx/shared';
import { compileEndpoint, type ImplementedEndpoint } from './compile-endpoint.ts';
import { deprecationHookOf } from './deprecation-headers.ts';
import { endpointOf } from './endpoint-metadata.ts';
import type { EndpointPipeline } from './endpoint-pipeline.ts';
import { type Find, readersOf } from './parameters.ts';

/**
 * Serves every method with `@Handle`, of all controllers of the app. Nest finds and creates the controllers; their
 * endpoints are Fastify routes with one function each (ADR 40). Call it after registering route listeners.
 * @throws Error for a handler that needs what only Nest's own routes have, such as a guard by `@UseGuards`, which would
 * silently not run; and for an invalid deprecation (`checkDeprecations`)
 */
export function registerEndpoints(app: NestFastifyApplication, pipeline: EndpointPipeline): void {
  const server = app.getHttpAdapter().getInstance();
  const endpoints = findEndpoints(app);
  checkDeprecations(endpoints.map(({ spec }) => spec));
  for (const endpoint of endpoints) {
    const { spec } = endpoint;
    const handler = compileEndpoint(endpoint, pipeline);
    for (const served of servedPathsOf(spec)) {
      const onSend = deprecationHookOf(spec.method, served);
      server.route({
        method: spec.method,
        url: served.path,
        handler,
        config: routeConfigOf(spec),
        ...(onSend && { onSend }),
        // Under every status, so that no response of the endpoint can bypass `serializer.ts`.
        ...(spec.data && { schema: { response: { default: spec.data } } }),
      });
    }
  }
}

/** What hooks and parsers read from a route. */
function routeConfigOf(spec: EndpointSpec): object {
  return {
    ...(spec.file && { takesFile: true }),
    ...(spec.reports && { takesReports: Object.keys(spec.reports) }),
    ...(spec.signed && { takesSigned: spec.signed }),
    ...(spec.oneClick && { takesOneClick: true }),
    ...(spec.proof && { proofCounts: spec.proof.counts }),
    ...(spec.hashesPassword && { hashesPassword: true }),
    ...(spec.version && { versioned: { lapses: spec.lapses ?? null } }),
    ...(spec.protocol === 'tus' && { takesParts: true }),
  };
}

function findEndpoints(app: NestFastifyApplication): ImplementedEndpoint[] {
  const scanner = new MetadataScanner();
  const find: Find = (type) => app.get(type);
  const modules = [...app.get(ModulesContainer).values()];
  for (const module of modules) for (const token of module.providers.keys()) refuseEnhancer(token);
  return modules
    .flatMap((module) => [...module.controllers.values()])
    .flatMap((wrapper) => {
      const controller = wrapper.metatype as Type | null;
      const prototype: unknown = controller?.prototype;
      if (!controller || typeof prototype !== 'object' || prototype === null) return [];
      return scanner.getAllMethodNames(prototype).flatMap((key): ImplementedEndpoint[] => {
        const method: unknown = Reflect.get(prototype, key);
        if (!isMethod(method)) return [];
        const spec = endpointOf(method);
        if (!spec) return [];
        if (!wrapper.isDependencyTreeStatic())
          throw new Error(`${controller.name} has @Handle, and so is one for all requests`);
        refuseEnhancements(controller, key, method);
        const readers = readersOf(controller, key, spec, find);
        return [{ spec, controller: wrapper.instance, method, readers }];
      });
    });
}

function isMethod(value: unknown): value is ImplementedEndpoint['method'] {
  return typeof value === 'function';
}

/** Metadata of a method or its class with which Nest would extend its routes. */
const enhancements: Readonly<Record<string, string>> = {
  [GUARDS_METADATA]: '@UseGuards',
  [INTERCEPTORS_METADATA]: '@UseInterceptors',
  [PIPES_METADATA]: '@UsePipes',
  [EXCEPTION_FILTERS_METADATA]: '@UseFilters',
};
const ofMethods: Readonly<Record<string, string>> = {
  ...enhancements,
  [HEADERS_METADATA]: '@Header',
  [HTTP_CODE_METADATA]: '@HttpCode',
  [PATH_METADATA]: '@Get or another route',
};

function refuseEnhancements(controller: Type, key: string, method: object): void {
  const ofClass = Object.keys(enhancements).filter((name) => Reflect.hasMetadata(name, controller));
  const found = [...ofClass, ...Object.keys(ofMethods).filter((name) => Reflect.hasMetadata(name, method))];
  if (found.length === 0) return;
  const names = found.map((name) => ofMethods[name]).join(', ');
  throw new Error(`${controller.name}.${key} has @Handle, which knows nothing of ${names}: say it in the contract`);
}

/** Nest's extensions of all routes, such as `APP_GUARD`. */
function refuseEnhancer(token: unknown): void {
  if (typeof token !== 'string' || !/^APP_(GUARD|INTERCEPTOR|PIPE|FILTER)\b/.test(token)) return;
  throw new Error(`Endpoints do not apply ${token.split(' ', 1)[0]}: their pipeline is assembled in app.ts`);
}

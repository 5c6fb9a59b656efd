import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { declaredScopes, type EndpointSpec, httpMethods, personalTokenPattern } from '@pixelboxx/shared';
import { endpointOf } from '../endpoint/endpoint-metadata.ts';
import { type ApiGroupInfo, apiGroupOf, outsideContractSpecOf } from './api-group.decorator.ts';
import { templateOf } from './deprecation.ts';
import { FailureRegistry, headerComponents } from './failures.ts';
import {
  describeHead,
  describeOperation,
  parameterComponents,
  type RouteDescription,
  sessionSchemes,
  tokenScheme,
} from './operation.ts';
import { SchemaRegistry } from './schemas.ts';

const info = {
  title: 'Pixelboxx API',
  version: '1',
  description:
    'Every answer is `{ success: true, data }` or `{ success: false, error: { code, message, details, requestId } }`. ' +
    'Software matches `error.code`. With `Accept: application/problem+json` failures come as RFC 9457. ' +
    'A path that exists answers 405 `METHOD_NOT_ALLOWED` with `Allow` to methods it does not support, any other 404. ' +
    'A deprecated operation says so in every response, failures as well (`Deprecation`, `Link`, and `Sunset` once it is known ' +
    'from when it may be gone), and so does one that is asked for at one of its `x-former-paths`.',
  license: { name: 'All rights reserved', identifier: 'LicenseRef-Pixelboxx' },
} as const;

const securitySchemes = () => ({
  [sessionSchemes.cookie]: {
    type: 'apiKey',
    in: 'cookie',
    name: 'pbx_access',
    description: 'Set by signing in; `__Host-pbx_access` over https.',
  },
  [sessionSchemes.bearer]: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
  [tokenScheme]: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: personalTokenPattern.source,
    description: [
      'A personal access token, for operations that name a scope; all others refuse it with 403 `TOKEN_NOT_ALLOWED`.',
      ...[...declaredScopes()].sort().map(([scope, description]) => `- \`${scope}\`: ${description}`),
    ].join('\n'),
  },
});

interface FoundRoute extends RouteDescription {
  readonly group: ApiGroupInfo;
}

/** The OpenAPI 3.1 document of the running routes, in an order that does not depend on how the app is assembled. */
export function describeApi(app: NestFastifyApplication) {
  const schemas = new SchemaRegistry();
  const failures = new FailureRegistry(schemas);
  const registries = { schemas, failures };
  const routes = findRoutes(app);
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = templateOf(route.spec);
    paths[path] = {
      ...paths[path],
      [route.spec.method.toLowerCase()]: describeOperation(route, registries),
      ...(isAskedByHead(route.spec) && { head: describeHead(route, registries) }),
    };
  }
  const groups = new Map(routes.map(({ group }) => [group.name, group]));
  return {
    openapi: '3.1.0',
    info,
    servers: [{ url: '/', description: 'The address of the site, or of the api itself' }],
    tags: [...groups.values()].sort((left, right) => (left.name < right.name ? -1 : 1)),
    paths,
    components: {
      securitySchemes: securitySchemes(),
      parameters: parameterComponents,
      headers: headerComponents,
      responses: failures.components,
      schemas: schemas.components,
    },
  };
}

function isAskedByHead({ protocol, method }: EndpointSpec): boolean {
  return protocol === 'tus' && method === 'GET';
}

function findRoutes(app: NestFastifyApplication): FoundRoute[] {
  const scanner = new MetadataScanner();
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  const routes = controllers.flatMap(({ metatype }) => {
    const prototype: unknown = metatype?.prototype;
    if (!metatype || typeof prototype !== 'object' || prototype === null) return [];
    return scanner
      .getAllMethodNames(prototype)
      .flatMap((name) => describeHandler(Reflect.get(prototype, name), metatype));
  });
  const key = ({ spec }: FoundRoute): string => `${templateOf(spec)} ${httpMethods.indexOf(spec.method)}`;
  return routes.sort((left, right) => (key(left) < key(right) ? -1 : 1));
}

function describeHandler(handler: unknown, controller: { readonly name: string }): FoundRoute[] {
  if (typeof handler !== 'function') return [];
  const own = endpointOf(handler);
  const spec = own ?? outsideContractSpecOf(handler);
  if (!spec) return [];
  const group = apiGroupOf(controller);
  if (!group) throw new Error(`${controller.name} has no @ApiGroup, so the OpenAPI document has no place for it.`);
  return [{ spec, group, tag: group.name, isEnveloped: own !== undefined }];
}

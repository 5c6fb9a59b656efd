import { ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { EndpointSpec } from '@pixelboxx/shared';
import { readEndpointGroups } from '@pixelboxx/shared/endpoint-groups';
import { endpointOf } from '../../src/platform/http/endpoint/endpoint-metadata.ts';
import { declaredParameters } from '../../src/platform/http/endpoint/parameters.ts';

const groups = await readEndpointGroups();

/**
 * Every endpoint in the contract that the api must implement, by its name in the contract; for `foundation`, only those that
 * do not belong to a plug-in feature.
 */
export function contractEndpoints(of: 'all' | 'foundation' = 'all'): Map<string, EndpointSpec> {
  const endpoints = new Map<string, EndpointSpec>();
  for (const { name: group, path, endpoints: members } of groups) {
    // Endpoints of the ai-service.
    if (group === 'screening' || (of === 'foundation' && path !== '')) continue;
    for (const [name, spec] of Object.entries(members)) endpoints.set(`${group}Endpoints.${name}`, spec);
  }
  return endpoints;
}

/** The endpoints of plug-in features, by their names in the contract, with the name of the feature. */
export function featureEndpoints(): [string, { feature: string; spec: EndpointSpec }][] {
  return groups
    .filter(({ path }) => path !== '')
    .flatMap(({ name: group, path, endpoints }) =>
      Object.entries(endpoints).map(([name, spec]): [string, { feature: string; spec: EndpointSpec }] => [
        `${group}Endpoints.${name}`,
        { feature: path.slice('/features/'.length), spec },
      ]),
    );
}

export interface Implementation {
  readonly name: string;
  readonly spec: EndpointSpec | undefined;
  /** Whether its first parameter is validated by `@Input()`. */
  readonly takesInput: boolean;
}

/** Every handler of every controller of the running app. */
export function implementations(app: NestFastifyApplication): Implementation[] {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype }) => {
    if (!metatype) return [];
    const prototype = metatype.prototype as object;
    return Object.getOwnPropertyNames(prototype).flatMap((key) => {
      const handler: unknown = Reflect.get(prototype, key);
      if (key === 'constructor' || typeof handler !== 'function') return [];
      const spec = endpointOf(handler);
      // A handler that is no endpoint of the contract is a plain route of Nest.
      if (!spec && !Reflect.hasMetadata('path', handler)) return [];
      const takesInput = declaredParameters(prototype, key).get(0)?.name === 'Input';
      return [{ name: `${metatype.name}.${key}`, spec, takesInput }];
    });
  });
}

/** Every route of the HTTP server, as `METHOD /path`. */
export function servedRoutes(app: NestFastifyApplication): string[] {
  const tree = app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
  const path: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', segment = '', methods = ''] = /^([│├└─\s]*)(\S.*?) \(([A-Z, ]+)\)$/.exec(line) ?? [];
    if (segment === '') return [];
    const depth = indent.length / 4 - 1;
    path.splice(depth, path.length, segment);
    return methods.split(', ').map((method) => `${method} ${path.join('')}`);
  });
}

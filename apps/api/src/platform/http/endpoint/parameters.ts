import type { Type } from '@nestjs/common';
import { RESPONSE_PASSTHROUGH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import type { EndpointSpec } from '@pixelboxx/shared';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Returns the value of one parameter of a handler. */
export type ParameterReader = (request: FastifyRequest, reply: FastifyReply) => unknown;

/** Finds the one instance of a class in the running app. */
export type Find = <T>(type: Type<T>) => T;

/** Creates the reader for one endpoint, once. */
export type ParameterFactory = (spec: EndpointSpec, find: Find) => ParameterReader;

interface DeclaredParameter {
  /** The decorator's name. */
  readonly name: string;
  readonly factory: ParameterFactory;
}

const PARAMETERS = 'pixelboxx:parameters';

/** A decorator for parameters of methods with `@Handle`. */
export function createParameter(name: string, factory: ParameterFactory): ParameterDecorator {
  return (target, key, index) => {
    if (key === undefined) throw new TypeError(`@${name}() is for parameters of methods`);
    const declared: DeclaredParameter = { name, factory };
    Reflect.defineMetadata(PARAMETERS, new Map([...declaredParameters(target, key), [index, declared]]), target, key);
  };
}

/** Parameters with a decorator of ours, by position. */
export function declaredParameters(prototype: object, key: string | symbol): ReadonlyMap<number, DeclaredParameter> {
  const known = Reflect.getMetadata(PARAMETERS, prototype, key) as ReadonlyMap<number, DeclaredParameter> | undefined;
  return known ?? new Map<number, DeclaredParameter>();
}

/** Nest's own parameters, by its numbers for them. */
const REQUEST = '0';
const REPLY = '1';
const nestReaders: Readonly<Record<string, ParameterReader>> = {
  [REQUEST]: (request) => request,
  [REPLY]: (_request, reply) => reply,
};

/**
 * For each parameter of a method, in order: `@Input()` and others of `createParameter`, `@Req()` and `@Res()`.
 * @throws Error for a parameter of any other kind, and for a method that would send its own reply
 */
export function readersOf(controller: Type, key: string, spec: EndpointSpec, find: Find): ParameterReader[] {
  const readers: ParameterReader[] = [];
  for (const [index, { factory }] of declaredParameters(controller.prototype as object, key)) {
    readers[index] = factory(spec, find);
  }
  const isPassedThrough = Reflect.getMetadata(RESPONSE_PASSTHROUGH_METADATA, controller, key) === true;
  const ofNest = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, key) ?? {}) as Record<string, { index: number }>;
  for (const [name, { index }] of Object.entries(ofNest)) {
    const kind = name.split(':', 1)[0] ?? '';
    const reader = nestReaders[kind];
    if (!reader) throw new Error(`${controller.name}.${key} takes a parameter that @Handle() does not know`);
    if (kind === REPLY && !isPassedThrough)
      throw new Error(
        `${controller.name}.${key} takes @Res() without { passthrough: true }: @Handle() sends the result`,
      );
    readers[index] = reader;
  }
  // Fills the holes of the array.
  return Array.from(readers, (reader: ParameterReader | undefined) => reader ?? (() => undefined));
}

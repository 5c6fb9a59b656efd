import type { EndpointSpec } from '@pixelboxx/shared';
import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { serializerOf } from './serializer.ts';
import type { EndpointPipeline, Handler } from './endpoint-pipeline.ts';
import type { ParameterReader } from './parameters.ts';
import { type ProtocolResponse, protocolSenderOf } from './protocol-response.ts';

/** An endpoint, and the method of a controller that implements it. */
export interface ImplementedEndpoint {
  readonly spec: EndpointSpec;
  readonly controller: object;
  readonly method: (...parameters: unknown[]) => unknown;
  /** One for each parameter of the method, in order. */
  readonly readers: readonly ParameterReader[];
}

/**
 * One function for everything between the body of a request and its response, built once: steps that a spec does not
 * need are left out instead of being checked for each request.
 */
export function compileEndpoint(endpoint: ImplementedEndpoint, pipeline: EndpointPipeline): RouteHandlerMethod {
  const { spec } = endpoint;
  const { interceptors, fail } = pipeline;
  const guards = pipeline.guards.flatMap((guard) => guard.guardOf(spec) ?? []);
  const handle = interceptors.reduceRight<Handler>(
    (inner, interceptor) => interceptor.around(spec, inner) ?? inner,
    methodOf(endpoint),
  );
  const respond = responderOf(spec);

  const serve = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    try {
      for (const guard of guards) {
        const looking = guard(request, reply);
        if (looking) await looking;
      }
      void reply.code(spec.status);
      const result = handle(request, reply);
      respond(reply, result instanceof Promise ? await result : result);
    } catch (thrown) {
      try {
        fail(thrown, request, reply);
      } catch (error) {
        // For example an invalid header.
        void reply.send(error);
      }
    }
  };
  // Fastify gets no promise: it would send a second reply once the promise has settled, while a stream has not begun yet.
  return (request, reply) => {
    if (hasEmptyParameter(request.params)) reply.callNotFound();
    else void serve(request, reply);
  };
}

/** The router accepts an empty path segment as a parameter: `/v1/users//follow`. */
function hasEmptyParameter(parameters: unknown): boolean {
  for (const name in parameters as Record<string, string>) {
    if ((parameters as Record<string, string>)[name] === '') return true;
  }
  return false;
}

function methodOf({ controller, method, readers }: ImplementedEndpoint): Handler {
  return (request, reply) => {
    const values: unknown[] = [];
    for (const read of readers) values.push(read(request, reply));
    return Reflect.apply<object, unknown[], unknown>(method, controller, values);
  };
}

type Respond = (reply: FastifyReply, result: unknown) => void;

function responderOf(spec: EndpointSpec): Respond {
  const send = senderOf(spec);
  const { publicForSeconds } = spec;
  if (publicForSeconds === undefined) return send;
  const caching = `public, max-age=${publicForSeconds}`;
  return (reply, result) => send(reply.header('cache-control', caching), result);
}

function senderOf({ data, version, completes }: EndpointSpec): Respond {
  if (completes) {
    const send = protocolSenderOf(completes);
    // `Handle` gives the handler of such an endpoint this type.
    return (reply, result) => send(reply, result as ProtocolResponse);
  }
  // A response with a version is serialized by Fastify, after `ETag` has been set.
  if (!data || version) return (reply, result) => void reply.send(result);
  const serialize = serializerOf(data);
  return (reply, result) => {
    const text = serialize(result);
    void reply.type('application/json; charset=utf-8').send(text);
  };
}

import type { EndpointSpec } from '@pixelboxx/shared';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Lets a request of one endpoint through, or throws the reason; returns no promise if there is nothing to wait for. */
export type Guard = (request: FastifyRequest, reply: FastifyReply) => void | Promise<void>;

/** Checks requests before their handlers run. Called once for each endpoint, when the process starts. */
export interface EndpointGuard {
  /** Null for an endpoint that needs no check. */
  guardOf(spec: EndpointSpec): Guard | null;
}

/** Carries out a request. @returns the result, or a promise of it */
export type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown;

/** Wraps handlers. Called once for each endpoint, when the process starts. */
export interface EndpointInterceptor {
  /** Null for an endpoint whose handler is not wrapped. */
  around(spec: EndpointSpec, handle: Handler): Handler | null;
}

/** What every request to an endpoint passes through between its body and its response. */
export interface EndpointPipeline {
  /** In this order. */
  readonly guards: readonly EndpointGuard[];
  /** The first is the outermost. */
  readonly interceptors: readonly EndpointInterceptor[];
  /** Responds to a request that failed. */
  readonly fail: (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => void;
}

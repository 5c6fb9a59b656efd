import type { EndpointSpec } from '@pixelboxx/shared';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Lets a request of one endpoint through, or throws why not; without a promise where there is nothing to wait for. */
export type Guard = (request: FastifyRequest, reply: FastifyReply) => void | Promise<void>;

/** What looks at requests before their handlers do. Asked once for each endpoint, as the process starts. */
export interface EndpointGuard {
  /** Null for an endpoint that has nothing to guard here. */
  guardOf(spec: EndpointSpec): Guard | null;
}

/** Carries out what a request asks for. @returns the result, or a promise of it */
export type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown;

/** What does something around handlers. Asked once for each endpoint, as the process starts. */
export interface EndpointInterceptor {
  /** Null for an endpoint whose handler is left as it is. */
  around(spec: EndpointSpec, handle: Handler): Handler | null;
}

/** What every request to an endpoint passes between its body and its response. */
export interface EndpointPipeline {
  /** In this order. */
  readonly guards: readonly EndpointGuard[];
  /** The first is the outermost. */
  readonly interceptors: readonly EndpointInterceptor[];
  /** Answers a request that failed. */
  readonly fail: (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => void;
}

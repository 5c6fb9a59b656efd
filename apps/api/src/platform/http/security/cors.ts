import { servedMethods } from '@pixelboxx/shared';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** The headers of resumable uploads (tus 1.0). */
const tusRequestHeaders = ['tus-resumable', 'upload-length', 'upload-metadata', 'upload-offset'];
const tusResponseHeaders = [
  'location',
  'content-location',
  'tus-resumable',
  'upload-length',
  'upload-offset',
  'upload-expires',
];

const exposedHeaders = [
  'etag',
  'x-request-id',
  'retry-after',
  'ratelimit',
  'ratelimit-policy',
  'deprecation',
  'sunset',
  'link',
  ...tusResponseHeaders,
].join(', ');

const allowOrigin = 'access-control-allow-origin';
/** Headers of a response that a script of an allowed origin may read. */
const readable = { 'access-control-allow-credentials': 'true', 'access-control-expose-headers': exposedHeaders };

/** Headers of the response to a preflight, in which a browser asks what it may send. */
const preflight = {
  'access-control-allow-methods': servedMethods.join(', '),
  'access-control-allow-headers': [
    'content-type',
    'authorization',
    'idempotency-key',
    'if-match',
    'if-none-match',
    'pixelboxx-proof',
    'x-request-id',
    ...tusRequestHeaders,
  ].join(', '),
  'access-control-max-age': '600',
};

/**
 * Only the configured web origins may read responses: others get no `Access-Control-Allow-Origin`. A list, never a reflected
 * origin; `Vary: Origin` keeps shared caches correct (OWASP ASVS 5.0: 3.4.2). Not done by Nest's `enableCors`, whose hook
 * runs before all others: its responses would lack the fixed headers and an id; and not by the plugin, which rebuilds its
 * options for every request. Any `OPTIONS` without its own route gets the response of a preflight, as there is nothing else
 * to say.
 * @param closedPath no script reads anything below it, and `Vary` would make a CDN keep a copy for each origin
 */
export function registerCors(server: FastifyInstance, allowedOrigins: readonly string[], closedPath: string): void {
  const allowed = new Set(allowedOrigins);
  server.addHook('onRequest', ({ raw }, reply, done) => {
    const isPreflight = raw.method === 'OPTIONS';
    if (isPreflight) void reply.headers(preflight);
    if (isPreflight || !raw.url?.startsWith(closedPath)) {
      void reply.header('vary', 'Origin');
      const { origin } = raw.headers;
      if (origin !== undefined && allowed.has(origin)) void reply.headers({ ...readable, [allowOrigin]: origin });
    }
    done();
  });
  const respond = (_request: FastifyRequest, reply: FastifyReply): void =>
    void reply.code(204).header('content-length', '0').send();
  // Before a body is read.
  server.route({ method: 'OPTIONS', url: '*', onRequest: respond, handler: respond });
}

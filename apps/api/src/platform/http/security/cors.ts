import cors from '@fastify/cors';
import { servedMethods } from '@pixelboxx/shared';
import type { FastifyInstance } from 'fastify';

/** What resumable uploads speak by (tus 1.0). */
const tusRequestHeaders = ['tus-resumable', 'upload-length', 'upload-metadata', 'upload-offset'];
const tusResponseHeaders = [
  'location',
  'content-location',
  'tus-resumable',
  'upload-length',
  'upload-offset',
  'upload-expires',
];

const exposedHeaders = ['etag', 'x-request-id', 'retry-after', 'ratelimit', 'ratelimit-policy', ...tusResponseHeaders];

/**
 * Only the configured web origins may read answers: others get no `Access-Control-Allow-Origin`.
 * A list, never a reflected origin; `Vary: Origin` keeps shared caches honest (OWASP ASVS 5.0: 3.4.2).
 * Not by Nest's `enableCors`, whose hook runs before all others: its responses would have neither the fixed headers nor
 * an id. Any `OPTIONS` is answered like a preflight, as there is nothing else to say.
 */
export function registerCors(server: FastifyInstance, allowedOrigins: readonly string[]): void {
  void server.register(cors, {
    origin: [...allowedOrigins],
    credentials: true,
    methods: [...servedMethods],
    allowedHeaders: [
      'content-type',
      'authorization',
      'idempotency-key',
      'if-match',
      'if-none-match',
      'pixelboxx-proof',
      'x-request-id',
      ...tusRequestHeaders,
    ],
    // Put together once: a list would be for every response.
    exposedHeaders: exposedHeaders.join(', '),
    maxAge: 600,
    strictPreflight: false,
  });
}

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** What resumable uploads speak by (tus 1.0). */
const tusRequestHeaders = ['tus-resumable', 'upload-length', 'upload-metadata', 'upload-offset'];
const tusAnswerHeaders = [
  'location',
  'content-location',
  'tus-resumable',
  'upload-length',
  'upload-offset',
  'upload-expires',
];

/**
 * Only the configured web origins may read answers: others get no `Access-Control-Allow-Origin`.
 * A list, never a reflected origin; `Vary: Origin` keeps shared caches honest (OWASP ASVS 5.0: 3.4.2).
 */
export function enableCors(app: NestFastifyApplication, allowedOrigins: readonly string[]): void {
  app.enableCors({
    origin: [...allowedOrigins],
    credentials: true,
    methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
    allowedHeaders: ['content-type', 'authorization', 'idempotency-key', 'x-request-id', ...tusRequestHeaders],
    exposedHeaders: ['x-request-id', 'retry-after', 'ratelimit', 'ratelimit-policy', ...tusAnswerHeaders],
    maxAge: 600,
  });
}

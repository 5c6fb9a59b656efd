import type { SuccessEnvelope } from '@pixelboxx/shared';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';

/**
 * What an endpoint returns, as the bytes of its response: checked against the schema of its spec, of which only declared
 * fields remain, in the envelope. Fastify calls it where it would otherwise write JSON itself, which spares each request
 * the interceptors. A result that does not fit is a fault of ours (500), never a response.
 */
export function registerSerializer(server: FastifyInstance): void {
  // The type of the schema is Fastify's business to forget: `@Handle` is the one that gives it.
  server.setSerializerCompiler<z.ZodType>(({ schema }) => (data) => {
    const response: SuccessEnvelope<unknown> = { success: true, data: schema.parse(data) };
    return JSON.stringify(response);
  });
}

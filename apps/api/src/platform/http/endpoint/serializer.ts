import type { SuccessEnvelope } from '@pixelboxx/shared';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';

/**
 * What an endpoint returns, as the text of its response: checked against the schema of its spec, of which only declared
 * fields remain, in the envelope.
 * @throws ZodError for a result that does not fit: a fault of ours (500), never a response
 */
export function serializerOf(schema: z.ZodType): (result: unknown) => string {
  return (result) => {
    const response: SuccessEnvelope<unknown> = { success: true, data: schema.parse(result) };
    return JSON.stringify(response);
  };
}

/** Has Fastify do the same wherever it would otherwise write JSON itself. */
export function registerSerializer(server: FastifyInstance): void {
  // The type of the schema is Fastify's business to forget: `registerEndpoints` is the one that gives it.
  server.setSerializerCompiler<z.ZodType>(({ schema }) => serializerOf(schema));
}

import type { SuccessEnvelope } from '@pixelboxx/shared';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';

/**
 * Converts an endpoint's result to the text of its response: validated by the schema of its spec, reduced to declared
 * fields, and wrapped in the envelope.
 * @throws ZodError for a result that does not fit: a fault of ours (500), never a response
 */
export function serializerOf(schema: z.ZodType): (result: unknown) => string {
  return (result) => {
    const response: SuccessEnvelope<unknown> = { success: true, data: schema.parse(result) };
    return JSON.stringify(response);
  };
}

/** Makes Fastify do the same wherever it would otherwise write JSON itself. */
export function registerSerializer(server: FastifyInstance): void {
  // Fastify loses the type of the schema; `registerEndpoints` is the only one that sets it.
  server.setSerializerCompiler<z.ZodType>(({ schema }) => serializerOf(schema));
}

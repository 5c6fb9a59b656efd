import type { FastifyRequest } from 'fastify';

/** The media type of a request's body without parameters, in lower case (RFC 9110, 8.3.1); empty without a body. */
export function mediaTypeOf({ headers }: Pick<FastifyRequest, 'headers'>): string {
  return headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

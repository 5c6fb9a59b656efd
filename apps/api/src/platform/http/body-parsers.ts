import type { FastifyInstance } from 'fastify';
import { parse } from 'secure-json-parse';
import { AppError } from '../errors/app-error.ts';

/** Largest JSON body. Files travel as multipart, which has limits of its own. */
export const jsonBodyMaxBytes = 65_536;

/**
 * JSON and nothing else: a form or text body cannot reach a handler, so a cross-site "simple request" cannot either.
 * Duplicate `__proto__`/`constructor.prototype` keys are refused (prototype poisoning).
 */
export function registerBodyParsers(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'string', bodyLimit: jsonBodyMaxBytes },
    (_request, body: string, done) => {
      // Clients that always send the header send it for empty bodies too.
      if (body.trim() === '') return done(null, undefined);
      try {
        done(null, parse(body, null, { protoAction: 'error', constructorAction: 'error' }));
      } catch (cause) {
        done(new AppError('MALFORMED_JSON', { cause }));
      }
    },
  );
}

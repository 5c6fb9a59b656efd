import type { IncomingMessage } from 'node:http';
import { uuidv7 } from '../../identifiers.ts';

/** A client's id is kept only if it is safe in a header and a log line (log injection). */
const wellFormed = /^[A-Za-z0-9_-]{8,64}$/;

export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && wellFormed.test(given) ? given : uuidv7();
}

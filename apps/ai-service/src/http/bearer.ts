import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '@pixelboxx/node-kit';

/**
 * Checks an Authorization header against the token. It compares digests, which have the same length whatever was sent,
 * so that the timing reveals nothing.
 * @throws AppError UNAUTHENTICATED
 */
export function requireBearer(token: string, authorization: string | undefined): void {
  if (!holdsToken(token, authorization)) throw new AppError('UNAUTHENTICATED');
}

/** The same check as a boolean. Without a token, everyone who reaches the port passes. */
export function holdsToken(token: string | undefined, authorization: string | undefined): boolean {
  if (token === undefined) return true;
  const sent = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
  return timingSafeEqual(digest(sent), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

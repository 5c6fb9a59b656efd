import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '@pixelboxx/node-kit';

/**
 * Checks an Authorization header against the token. Digests are compared, as they have one length whatever was sent,
 * so that the time taken tells nothing.
 * @throws AppError UNAUTHENTICATED
 */
export function requireBearer(token: string, authorization: string | undefined): void {
  if (!holdsToken(token, authorization)) throw new AppError('UNAUTHENTICATED');
}

/** Likewise. Without a token whoever reaches the port does. */
export function holdsToken(token: string | undefined, authorization: string | undefined): boolean {
  if (token === undefined) return true;
  const sent = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
  return timingSafeEqual(digest(sent), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

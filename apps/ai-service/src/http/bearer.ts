import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '@pixelboxx/node-kit';

/**
 * Checks an Authorization header against the token. Digests are compared, as they have one length whatever was sent,
 * so that the time taken tells nothing.
 * @throws AppError UNAUTHENTICATED
 */
export function requireBearer(token: string, authorization: string | undefined): void {
  const sent = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
  if (!timingSafeEqual(digest(sent), digest(token))) throw new AppError('UNAUTHENTICATED');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

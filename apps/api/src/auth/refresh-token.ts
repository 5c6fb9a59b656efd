import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { sha256Hex } from '../platform/digests.ts';

/**
 * A refresh token: which session, which rotation of it, and 32 secret bytes. Opaque to clients. The successor's secret
 * is an HMAC of the predecessor's under a server key: it can be derived again for a lost answer while nothing raw is
 * stored, and any ancestor can be told from a forgery by deriving forward.
 */
export interface RefreshToken {
  readonly sessionId: string;
  readonly generation: number;
  readonly secret: Buffer;
}

const idBytes = 16;
const generationBytes = 4;
const secretBytes = 32;
const totalBytes = idBytes + generationBytes + secretBytes;
const encodedLength = Math.ceil((totalBytes * 4) / 3);

export function newRefreshToken(sessionId: string): RefreshToken {
  return { sessionId, generation: 0, secret: randomBytes(secretBytes) };
}

export function encodeRefreshToken(token: RefreshToken): string {
  const bytes = Buffer.alloc(totalBytes);
  bytes.write(token.sessionId.replaceAll('-', ''), 'hex');
  bytes.writeUInt32BE(token.generation, idBytes);
  token.secret.copy(bytes, idBytes + generationBytes);
  return bytes.toString('base64url');
}

/** Null for anything that is not of the form; says nothing about whether the token was ever issued. */
export function decodeRefreshToken(text: string | undefined): RefreshToken | null {
  if (text?.length !== encodedLength || !/^[\w-]+$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  const hex = bytes.toString('hex', 0, idBytes);
  const sessionId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { sessionId, generation: bytes.readUInt32BE(idBytes), secret: bytes.subarray(idBytes + generationBytes) };
}

/** The one token that may follow this one. */
export function successorOf(token: RefreshToken, key: Buffer): RefreshToken {
  const generation = token.generation + 1;
  const secret = createHmac('sha256', key)
    .update(`refresh:${token.sessionId}:${generation}:`)
    .update(token.secret)
    .digest();
  return { sessionId: token.sessionId, generation, secret };
}

/** What is stored of a token. */
export function hashRefreshToken(token: RefreshToken): string {
  return sha256Hex(encodeRefreshToken(token));
}

/**
 * Whether the token was really issued for a session that has since reached `generation` with the token hashed as
 * `currentHash`: derives forward and compares. One HMAC (about 2 µs) a generation, 8,640 at most in 90 days.
 */
export function isAncestor(token: RefreshToken, generation: number, currentHash: string, key: Buffer): boolean {
  if (token.generation > generation) return false;
  let descendant = token;
  while (descendant.generation < generation) descendant = successorOf(descendant, key);
  return timingSafeEqual(Buffer.from(hashRefreshToken(descendant)), Buffer.from(currentHash));
}

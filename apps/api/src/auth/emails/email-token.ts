import { randomBytes } from 'node:crypto';
import { sha256Hex } from '../../platform/crypto/digests.ts';

const tokenBytes = 32;

/** The token for a link, and its digest for storage. */
export interface NewMailToken {
  readonly token: string;
  readonly hash: string;
}

/** 256 random bits cannot be guessed, so a plain digest is enough for storage (OWASP ASVS 5.0: 6.4.1, 6.5.1). */
export function newMailToken(): NewMailToken {
  const token = randomBytes(tokenBytes).toString('base64url');
  return { token, hash: hashMailToken(token) };
}

export function hashMailToken(token: string): string {
  return sha256Hex(token);
}

/** A verification link can wait until tomorrow … */
export const verificationTtlSeconds = 24 * 3600;

/** … one that opens an account cannot … */
export const resetTtlSeconds = 30 * 60;

/** … unless nobody can enter the account otherwise, and its owner was just robbed. */
export const recoveryTtlSeconds = 14 * 24 * 3600;

export function expiryAfter(seconds: number, now: Date): Date {
  return new Date(now.getTime() + seconds * 1000);
}

interface OneUse {
  readonly usedAt: Date | null;
  readonly expiresAt: Date;
}

/** A first check; the conditional update that uses the link up decides. */
export function isUsable(link: OneUse, now: Date): boolean {
  return link.usedAt === null && link.expiresAt > now;
}

/** With this condition, exactly one of any number of parallel uses succeeds. */
export function usable(hash: string, now: Date): { token: string; usedAt: null; expiresAt: { gt: Date } } {
  return { token: hash, usedAt: null, expiresAt: { gt: now } };
}

import { Injectable } from '@nestjs/common';
import { createHmac, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Config } from '../../../platform/config/config.ts';
import { InjectConfig } from '../../../platform/config/config.module.ts';
import { sha256Hex } from '../../../platform/crypto/digests.ts';
import { hmacKeysOf } from '../../../platform/crypto/key-ring.ts';

/** A session ends after 30 days without a refresh … */
export const sessionIdleSeconds = 30 * 24 * 3600;

/** … and after 90 days in any case: rotation never extends this. */
export const sessionAbsoluteSeconds = 90 * 24 * 3600;

/**
 * A refresh token: session id, rotation number, 32 secret bytes and a seal. Opaque to clients. The successor's secret
 * is an HMAC of the predecessor's under a server key, so it can be derived again after a lost response although nothing
 * raw is stored. The seal, an HMAC over the rest, distinguishes any token that this session ever had from a forgery, at
 * a constant cost for any age.
 */
export interface RefreshToken {
  readonly sessionId: string;
  readonly generation: number;
  readonly secret: Buffer;
  readonly seal: Buffer;
}

/** The keys of refresh tokens: the current one makes new tokens, and all of them verify existing ones. */
@Injectable()
export class RefreshKeys {
  readonly current: KeyObject;
  readonly all: readonly KeyObject[];

  constructor(@InjectConfig() config: Config) {
    const keys = hmacKeysOf(config.secrets.refreshToken);
    this.all = keys;
    [this.current] = keys;
  }
}

const idBytes = 16;
const generationBytes = 4;
const secretBytes = 32;
const sealBytes = 16;
const secretStart = idBytes + generationBytes;
const sealStart = secretStart + secretBytes;
const totalBytes = sealStart + sealBytes;
/** The last generation that still has room for a successor; nobody rotates that often. */
const maxGeneration = 0xffff_fffe;
const encodedLength = Math.ceil((totalBytes * 4) / 3);

export function newRefreshToken(sessionId: string, key: KeyObject): RefreshToken {
  return sealed({ sessionId, generation: 0, secret: randomBytes(secretBytes) }, key);
}

export function encodeRefreshToken(token: RefreshToken): string {
  const bytes = Buffer.alloc(totalBytes);
  bytes.write(token.sessionId.replaceAll('-', ''), 'hex');
  bytes.writeUInt32BE(token.generation, idBytes);
  token.secret.copy(bytes, secretStart);
  token.seal.copy(bytes, sealStart);
  return bytes.toString('base64url');
}

/** Returns null for any malformed text. Says nothing about whether the token was ever issued. */
export function decodeRefreshToken(text: string | undefined): RefreshToken | null {
  if (text?.length !== encodedLength || !/^[\w-]+$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  const generation = bytes.readUInt32BE(idBytes);
  if (generation > maxGeneration) return null;
  const hex = bytes.toString('hex', 0, idBytes);
  return {
    sessionId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    generation,
    secret: bytes.subarray(secretStart, sealStart),
    seal: bytes.subarray(sealStart),
  };
}

/** The only token that can follow this one. */
export function successorOf(token: RefreshToken, key: KeyObject): RefreshToken {
  const generation = token.generation + 1;
  const name = `refresh:${token.sessionId}:${generation}:`;
  const secret = createHmac('sha256', key).update(name).update(token.secret).digest();
  return sealed({ sessionId: token.sessionId, generation, secret }, key);
}

/** The form in which a token is stored. */
export function hashRefreshToken(token: RefreshToken): string {
  return sha256Hex(encodeRefreshToken(token));
}

/** Whether a server with one of these keys made the token. A session has one token per generation, so it then had this one. */
export function isGenuine(token: RefreshToken, keys: readonly KeyObject[]): boolean {
  return keys.some((key) => timingSafeEqual(token.seal, sealed(token, key).seal));
}

/** Whether this is the session's current token (hash `refreshToken`) or one it had before. A forgery ends nothing. */
export function belongsTo(
  token: RefreshToken,
  session: { readonly refreshToken: string },
  keys: readonly KeyObject[],
): boolean {
  return hashRefreshToken(token) === session.refreshToken || isGenuine(token, keys);
}

function sealed(token: Omit<RefreshToken, 'seal'>, key: KeyObject): RefreshToken {
  const { sessionId, generation, secret } = token;
  const seal = createHmac('sha256', key).update(`seal:${sessionId}:${generation}:`).update(secret).digest();
  return { sessionId, generation, secret, seal: seal.subarray(0, sealBytes) };
}

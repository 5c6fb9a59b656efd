import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { type Access, Role } from '@pixelboxx/shared';
import { createSigner, createVerifier } from 'fast-jwt';
import { createHash, createPublicKey, type KeyObject, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import type { Principal } from '../../platform/http/security/principal.ts';

/** Why a live session does not get the access that an endpoint requires. */
export type Refusal = 'FORBIDDEN' | 'SECOND_FACTOR_REQUIRED';

const rank = { USER: 0, MOD: 1, ADMIN: 2 } as const;
const needed = { public: 0, user: 0, mod: 1, admin: 2 } as const;

/**
 * The only place that defines the rights of a role. With `STAFF_SECOND_FACTOR=required`, moderators and administrators
 * have their rights only in a session with a proven second factor (OWASP ASVS 5.0: 6.3.3): their stolen password gives
 * no more than an ordinary member's (ADR 36).
 */
@Injectable()
export class AccessPolicy {
  private readonly isMfaRequired: boolean;

  constructor(@InjectConfig() config: Config) {
    this.isMfaRequired = config.staff.mfa === 'required';
  }

  /** Returns null when access is granted. */
  refusalOf({ user: { role }, hasMfa }: Principal, access: Access): Refusal | null {
    if (rank[role] < needed[access]) return 'FORBIDDEN';
    return needed[access] > 0 && this.awaitsMfa(role) && !hasMfa ? 'SECOND_FACTOR_REQUIRED' : null;
  }

  /** Whether the rights of this role beyond a member's require a second factor in each session. */
  awaitsMfa(role: Role): boolean {
    return role !== 'USER' && this.isMfaRequired;
  }
}

/** 15 minutes: the longest that a stolen token of an ended session stays valid for services that check only signatures. */
export const accessTokenTtlSeconds = 15 * 60;

const audience = 'pixelboxx';

const AccessClaims = z.object({ sub: z.uuid(), sid: z.uuid(), jti: z.string(), role: Role });
export type AccessClaims = z.infer<typeof AccessClaims>;

const VerifiedClaims = AccessClaims.extend({ exp: z.number() });
type VerifiedClaims = z.infer<typeof VerifiedClaims>;

/** For `jti`: 128 random bits, base64url. */
export function newAccessTokenId(): string {
  return randomBytes(16).toString('base64url');
}

const verifiedMax = 10_000;

/** A public signing key in the form that other services fetch (RFC 7517, RFC 8037). */
export interface PublicJwk {
  kty: 'OKP';
  crv: 'Ed25519';
  alg: 'EdDSA';
  use: 'sig';
  kid: string;
  x: string;
}

/**
 * Signs and verifies access tokens (JWT, EdDSA). A token is accepted only if its header is, byte for byte, one that we
 * write: `alg: none`, HMAC with the public key, `jku`, `jwk` and foreign `kid`s are refused before anything is parsed
 * (RFC 8725 3.1). The previous key verifies until its tokens have expired, the next one before any replica signs with
 * it.
 */
@Injectable()
export class AccessTokenService {
  readonly publicKeys: readonly PublicJwk[];
  private readonly sign: (claims: AccessClaims) => string;
  private readonly verified = new Map<string, VerifiedClaims>();
  private readonly verifiers: ReadonlyMap<string, (token: string) => unknown>;

  constructor(
    private readonly clock: Clock,
    private readonly policy: AccessPolicy,
    @InjectConfig() config: Config,
  ) {
    const { jwtPrivateKey, jwtFurtherPublicKeys } = config.secrets;
    const current = createPublicKey(jwtPrivateKey);
    const accepted = [current, ...jwtFurtherPublicKeys];
    this.publicKeys = accepted.map(jwkOf);
    const issuer = config.http.webOrigin;
    this.sign = createSigner({
      algorithm: 'EdDSA',
      key: jwtPrivateKey.export({ format: 'pem', type: 'pkcs8' }),
      header: headerOf(current),
      expiresIn: accessTokenTtlSeconds * 1000,
      iss: issuer,
      aud: audience,
    });
    this.verifiers = new Map(accepted.map((key) => [segment(headerOf(key)), verifierOf(key, issuer)]));
  }

  /** The role to put in a token: the one that services may grant by checking the signature alone. */
  roleFor(role: Role, hasMfa: boolean): Role {
    return this.policy.awaitsMfa(role) && !hasMfa ? 'USER' : role;
  }

  /** @returns a compact JWS that expires after `accessTokenTtlSeconds`. */
  issue(claims: AccessClaims): string {
    return this.sign(claims);
  }

  /** Returns null for anything but a valid token of ours: malformed, foreign or expired. Never throws. */
  verify(token: string): AccessClaims | null {
    const known = this.verified.get(token);
    const claims = known ?? this.check(token);
    if (!claims || claims.exp * 1000 <= this.clock.nowMs()) return null;
    if (!known) this.remember(token, claims);
    return claims;
  }

  private check(token: string): VerifiedClaims | null {
    const verify = this.verifiers.get(token.slice(0, Math.max(0, token.indexOf('.'))));
    if (!verify) return null;
    try {
      return VerifiedClaims.safeParse(verify(token)).data ?? null;
    } catch {
      return null;
    }
  }

  /** Each token's signature is checked only once: 64 µs the first time, nothing later. The key is the whole token. */
  private remember(token: string, claims: VerifiedClaims): void {
    if (this.verified.size >= verifiedMax) this.verified.clear();
    this.verified.set(token, claims);
  }
}

interface TokenHeader {
  alg: 'EdDSA';
  typ: 'JWT';
  kid: string;
}

/** Fields in the order in which fast-jwt writes them. */
function headerOf(key: KeyObject): TokenHeader {
  return { alg: 'EdDSA', typ: 'JWT', kid: jwkOf(key).kid };
}

function segment(header: TokenHeader): string {
  return Buffer.from(JSON.stringify(header)).toString('base64url');
}

function verifierOf(key: KeyObject, issuer: string): (token: string) => unknown {
  return createVerifier({
    key: key.export({ format: 'pem', type: 'spki' }),
    algorithms: ['EdDSA'],
    allowedIss: issuer,
    allowedAud: audience,
    requiredClaims: ['exp', 'iss', 'aud', 'sub', 'sid', 'jti'],
  });
}

function jwkOf(key: KeyObject): PublicJwk {
  const { x = '' } = key.export({ format: 'jwk' });
  // RFC 7638: the thumbprint names the key, so a key has the same id everywhere.
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
  return { kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', kid, x };
}

import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { type Access, Role } from '@pixelboxx/shared';
import { createSigner, createVerifier } from 'fast-jwt';
import { createHash, createPublicKey, type KeyObject, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import type { Principal } from '../../platform/http/security/principal.ts';

/** Why a live session is refused what an endpoint asks for. */
export type Refusal = 'FORBIDDEN' | 'SECOND_FACTOR_REQUIRED';

const rank = { USER: 0, MOD: 1, ADMIN: 2 } as const;
const needed = { public: 0, user: 0, mod: 1, admin: 2 } as const;

/**
 * The one place that says what a role may do. Where `STAFF_SECOND_FACTOR` is `required`, the power of moderators and
 * administrators exists only in a session whose holder proved a second factor (OWASP ASVS 5.0: 6.3.3): a stolen password
 * of theirs is that of an ordinary member (ADR 36).
 */
@Injectable()
export class AccessPolicy {
  private readonly isMfaRequired: boolean;

  constructor(@InjectConfig() config: Config) {
    this.isMfaRequired = config.staff.mfa === 'required';
  }

  /** Null when it is granted. */
  refusalOf({ user: { role }, hasMfa }: Principal, access: Access): Refusal | null {
    if (rank[role] < needed[access]) return 'FORBIDDEN';
    return needed[access] > 0 && this.awaitsMfa(role) && !hasMfa ? 'SECOND_FACTOR_REQUIRED' : null;
  }

  /** Whether what this role adds to a member's waits for a second factor in each session. */
  awaitsMfa(role: Role): boolean {
    return role !== 'USER' && this.isMfaRequired;
  }
}

/** 15 minutes: the longest a stolen access token of a dead session could matter to services that only check signatures. */
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

/** A public signing key as other services fetch it (RFC 7517, RFC 8037). */
export interface PublicJwk {
  kty: 'OKP';
  crv: 'Ed25519';
  alg: 'EdDSA';
  use: 'sig';
  kid: string;
  x: string;
}

/**
 * Signs and verifies access tokens (JWT, EdDSA). A token is accepted only when its header is, byte for byte, one that
 * we write: `alg: none`, HMAC with the public key, `jku`, `jwk` and foreign `kid`s are refused before anything is parsed
 * (RFC 8725 3.1). The previous key verifies until its tokens have run out, the next
 * one before any replica signs with it.
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

  /** The role to name in a token: what services that check its signature alone may grant. */
  roleFor(role: Role, hasMfa: boolean): Role {
    return this.policy.awaitsMfa(role) && !hasMfa ? 'USER' : role;
  }

  /** @returns a compact JWS that expires after `accessTokenTtlSeconds`. */
  issue(claims: AccessClaims): string {
    return this.sign(claims);
  }

  /** Null for anything but a valid token of ours: malformed, foreign, expired. Never throws. */
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

  /** A signature is checked once for each token: 64 µs the first time, nothing after. Keyed by the whole token. */
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

/** In the order in which fast-jwt writes the fields. */
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
  // RFC 7638: the thumbprint names the key, so that the same key has the same id everywhere.
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
  return { kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', kid, x };
}

import { Injectable } from '@nestjs/common';
import { type ErrorCode, type TokenScope } from '@pixelboxx/shared';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { sha256Hex } from '../../platform/crypto/digests.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { TokenPrincipal } from '../../platform/http/security/principal.ts';
import { RateLimiter } from '../../platform/redis/rate-limiter.ts';
import { UserSnapshotsService } from '../../users/index.ts';
import { LiveTokens } from './live-tokens.service.ts';
import { isWellFormed, tokenPrefix } from './token-format.ts';

/** Why a token is not let in, and what `WWW-Authenticate` says of it (RFC 6750, 3). */
export interface TokenRefusal {
  readonly code: Extract<ErrorCode, 'UNAUTHENTICATED' | 'INSUFFICIENT_SCOPE' | 'TOKEN_NOT_ALLOWED'>;
  readonly challenge: string;
}

/** Of one token, whatever it asks for. What endpoints allow one user is shared by all that they have, browsers included. */
const perToken = { limit: 600, windowMs: 60_000 };

/** Lets in whoever presents a personal access token, as far as its scopes and its user's account reach. */
@Injectable()
export class TokenAccess {
  constructor(
    private readonly tokens: LiveTokens,
    private readonly snapshots: UserSnapshotsService,
    private readonly limiter: RateLimiter,
    @InjectConfig() private readonly config: Config,
  ) {}

  /**
   * Who presents `token` to an endpoint of this scope; undefined is the scope of those that are closed to tokens.
   * @throws AppError RATE_LIMITED
   */
  async admit(token: string, scope: TokenScope | undefined): Promise<TokenPrincipal | TokenRefusal> {
    if (scope === undefined) return { code: 'TOKEN_NOT_ALLOWED', challenge: 'Bearer error="insufficient_scope"' };
    const principal = isWellFormed(token) ? await this.principalOf(token) : null;
    if (!principal) return { code: 'UNAUTHENTICATED', challenge: 'Bearer error="invalid_token"' };
    await this.count(principal.tokenId);
    if (principal.scopes.includes(scope)) return principal;
    return { code: 'INSUFFICIENT_SCOPE', challenge: `Bearer error="insufficient_scope", scope="${scope}"` };
  }

  /** Until when a token that was let in is good, as Postgres says now; null when it is not any more. */
  async aliveUntil({ tokenId, user }: TokenPrincipal): Promise<Date | null> {
    const [token, snapshot] = await Promise.all([this.tokens.read(tokenId), this.snapshots.get(user.id)]);
    return token && token.authGeneration === snapshot?.authGeneration ? token.expiresAt : null;
  }

  private async principalOf(token: string): Promise<TokenPrincipal | null> {
    const known = await this.tokens.find(sha256Hex(token));
    const snapshot = known && (await this.snapshots.get(known.userId));
    if (snapshot?.authGeneration !== known?.authGeneration || !known || !snapshot) return null;
    return { kind: 'token', tokenId: known.id, user: snapshot.user, scopes: known.scopes };
  }

  private async count(tokenId: string): Promise<void> {
    const limit = perToken.limit * this.config.rateLimitScale;
    const decision = await this.limiter.take('personal-token', tokenId, { ...perToken, limit });
    if (decision.allowed) return;
    const retryAfterSeconds = Math.max(1, Math.ceil(decision.resetMs / 1000));
    throw new AppError('RATE_LIMITED', { details: { retryAfterSeconds } });
  }
}

/**
 * The personal access token in the Authorization header: there alone, since an address is logged, and a browser sends a cookie
 * by itself. Undefined for anything else, a session's own token included.
 */
export function presentedToken({ headers, raw }: FastifyRequest): string | undefined {
  // Node keeps only the first of several; names stand at even places.
  const isSole = raw.rawHeaders.filter((text, at) => at % 2 === 0 && /^authorization$/i.test(text)).length === 1;
  if (!isSole) return undefined;
  const [, token] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? [];
  return token?.startsWith(tokenPrefix) ? token : undefined;
}

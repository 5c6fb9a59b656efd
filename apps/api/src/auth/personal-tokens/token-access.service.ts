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

/** Why a token is refused, and the value of `WWW-Authenticate` (RFC 6750, 3). */
export interface TokenRefusal {
  readonly code: Extract<ErrorCode, 'UNAUTHENTICATED' | 'INSUFFICIENT_SCOPE' | 'TOKEN_NOT_ALLOWED'>;
  readonly challenge: string;
}

/** Per token, for all endpoints together. The per-user limits of endpoints are shared by all of a user's tokens and browsers. */
const perToken = { limit: 600, windowMs: 60_000 };

/** Accepts personal access tokens within their scopes and the rights of their user's account. */
@Injectable()
export class TokenAccess {
  constructor(
    private readonly tokens: LiveTokens,
    private readonly snapshots: UserSnapshotsService,
    private readonly limiter: RateLimiter,
    @InjectConfig() private readonly config: Config,
  ) {}

  /**
   * The principal that presents `token` to an endpoint of this scope; undefined for endpoints closed to tokens.
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

  /** Until when an accepted token is valid, according to Postgres now; null if it is no longer valid. */
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
 * The personal access token in the Authorization header. Accepted only there, since URLs are logged and browsers send
 * cookies automatically. Undefined for anything else, including a session's access token.
 */
export function presentedToken({ headers, raw }: FastifyRequest): string | undefined {
  // Node keeps only the first of several headers; names are at even positions.
  const isSole = raw.rawHeaders.filter((text, at) => at % 2 === 0 && /^authorization$/i.test(text)).length === 1;
  if (!isSole) return undefined;
  const [, token] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? [];
  return token?.startsWith(tokenPrefix) ? token : undefined;
}

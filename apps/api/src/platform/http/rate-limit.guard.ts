import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config/config.ts';
import { InjectConfig } from '../config/config.module.ts';
import { AppError } from '../errors/app-error.ts';
import { RateLimiter } from '../redis/rate-limiter.ts';
import { addressKeyOf } from './client-address.ts';

/** So many calls in a window, counted per client address or per signed-in person. */
export interface RateLimitPolicy {
  /** Names the bucket; endpoints with the same name share it. */
  readonly name: string;
  readonly limit: number;
  readonly windowSeconds: number;
  readonly by: 'address' | 'user';
}

const RATE_LIMIT = 'pixelboxx:rate-limit';

export const RateLimit = (policy: RateLimitPolicy) => SetMetadata(RATE_LIMIT, policy);

/** The policy of a handler. */
export function rateLimitOf(handler: object): RateLimitPolicy | undefined {
  return Reflect.getMetadata(RATE_LIMIT, handler) as RateLimitPolicy | undefined;
}

/**
 * Enforces `@RateLimit`. Keyed by policy and caller, never by path, so that spelling an address differently
 * (slashes, case, escapes, query) opens no second bucket. Answers carry the fields of the IETF draft
 * "RateLimit header fields for HTTP" on success, too.
 */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly limiter: RateLimiter,
    @InjectConfig() private readonly config: Config,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const policy = this.reflector.get<RateLimitPolicy | undefined>(RATE_LIMIT, context.getHandler());
    if (!policy) return true;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const key = policy.by === 'user' && request.userId ? `user:${request.userId}` : addressKeyOf(request.ip);
    const limit = policy.limit * this.config.rateLimitScale;
    const decision = await this.limiter.take(policy.name, key, { limit, windowMs: policy.windowSeconds * 1000 });
    const resetSeconds = Math.max(1, Math.ceil(decision.resetMs / 1000));
    void http
      .getResponse<FastifyReply>()
      .header('ratelimit-policy', `"${policy.name}";q=${limit};w=${policy.windowSeconds}`)
      .header('ratelimit', `"${policy.name}";r=${decision.remaining};t=${resetSeconds}`);
    if (!decision.allowed) throw new AppError('RATE_LIMITED', { details: { retryAfterSeconds: resetSeconds } });
    return true;
  }
}

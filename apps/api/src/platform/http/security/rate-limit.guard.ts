import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { RateLimitPolicy } from '@pixelboxx/shared';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../config/config.ts';
import { InjectConfig } from '../../config/config.module.ts';
import { AppError } from '../../errors/app-error.ts';
import { RateLimiter } from '../../redis/rate-limiter.ts';
import { ipKeyOf } from './client-ip.ts';
import { endpointOf } from '../endpoint/endpoint-metadata.ts';

/**
 * Enforces the `rateLimit` of an endpoint. Keyed by policy and caller, never by path, so that spelling an address
 * differently (slashes, case, escapes, query) opens no second bucket. Answers carry the fields of the IETF draft
 * "RateLimit header fields for HTTP" on success, too.
 */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly limiter: RateLimiter,
    @InjectConfig() private readonly config: Config,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const policy = endpointOf(context.getHandler())?.rateLimit;
    return policy === undefined || this.isWithin(policy, context);
  }

  private async isWithin(policy: RateLimitPolicy, context: ExecutionContext): Promise<true> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const key = policy.by === 'user' && request.userId ? `user:${request.userId}` : ipKeyOf(request.ip);
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

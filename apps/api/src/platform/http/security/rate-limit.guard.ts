import { Injectable } from '@nestjs/common';
import type { EndpointSpec, RateLimitPolicy } from '@pixelboxx/shared';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../config/config.ts';
import { InjectConfig } from '../../config/config.module.ts';
import { AppError } from '../../errors/app-error.ts';
import { RateLimiter } from '../../redis/rate-limiter.ts';
import { ipKeyOf } from './client-ip.ts';
import type { EndpointGuard, Guard } from '../endpoint/endpoint-pipeline.ts';

/**
 * Enforces the `rateLimit` of an endpoint. Keyed by policy and client, never by path, so that another spelling of
 * a path (slashes, case, escapes, query) opens no second bucket. Responses carry the fields of the IETF draft
 * "RateLimit header fields for HTTP" on success, too.
 */
@Injectable()
export class RateLimitGuard implements EndpointGuard {
  constructor(
    private readonly limiter: RateLimiter,
    @InjectConfig() private readonly config: Config,
  ) {}

  guardOf({ rateLimit }: EndpointSpec): Guard | null {
    if (!rateLimit) return null;
    const limit = rateLimit.limit * this.config.rateLimitScale;
    const policyField = `"${rateLimit.name}";q=${limit};w=${rateLimit.windowSeconds}`;
    return (request, reply) => {
      void reply.header('ratelimit-policy', policyField);
      return this.take({ ...rateLimit, limit }, request, reply);
    };
  }

  private async take(policy: RateLimitPolicy, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const key = policy.by === 'user' && request.userId ? `user:${request.userId}` : ipKeyOf(request.ip);
    const { limit } = policy;
    const decision = await this.limiter.take(policy.name, key, { limit, windowMs: policy.windowSeconds * 1000 });
    const resetSeconds = Math.max(1, Math.ceil(decision.resetMs / 1000));
    void reply.header('ratelimit', `"${policy.name}";r=${decision.remaining};t=${resetSeconds}`);
    if (!decision.allowed) throw new AppError('RATE_LIMITED', { details: { retryAfterSeconds: resetSeconds } });
  }
}

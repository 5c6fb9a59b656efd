import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ProofOfWorkService } from './proof-of-work.service.ts';
import { endpointOf } from '../http/endpoint/endpoint-metadata.ts';
import { ipKeyOf } from '../http/security/client-ip.ts';

export const proofHeader = 'pixelboxx-proof';

/** Asks for a proof of work where the endpoint says so and the service is under attack: after the rate limit, before anything that costs. */
@Injectable()
export class ProofGuard implements CanActivate {
  constructor(private readonly proofs: ProofOfWorkService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const wanted = endpointOf(context.getHandler())?.proof;
    if (!wanted) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    await this.proofs.require(wanted.purpose, request.headers[proofHeader], ipKeyOf(request.ip));
    return true;
  }
}

import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { ProofPurpose } from '@pixelboxx/shared';
import type { FastifyRequest } from 'fastify';
import { ProofOfWorkService } from './proof-of-work.service.ts';
import { endpointOf } from '../http/endpoint/endpoint-metadata.ts';
import { ipKeyOf } from '../http/security/client-ip.ts';

export const proofHeader = 'pixelboxx-proof';

/** Asks for a proof of work where the endpoint says so and the service is under attack: after the rate limit, before anything that costs. */
@Injectable()
export class ProofGuard implements CanActivate {
  constructor(private readonly proofs: ProofOfWorkService) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const wanted = endpointOf(context.getHandler())?.proof;
    return wanted === undefined || this.isProven(wanted.purpose, context);
  }

  private async isProven(purpose: ProofPurpose, context: ExecutionContext): Promise<true> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    await this.proofs.require(purpose, request.headers[proofHeader], ipKeyOf(request.ip));
    return true;
  }
}

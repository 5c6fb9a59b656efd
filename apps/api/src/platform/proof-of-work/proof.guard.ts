import { Injectable } from '@nestjs/common';
import type { EndpointSpec } from '@pixelboxx/shared';
import { ProofOfWorkService } from './proof-of-work.service.ts';
import type { EndpointGuard, Guard } from '../http/endpoint/endpoint-pipeline.ts';
import { ipKeyOf } from '../http/security/client-ip.ts';

const proofHeader = 'pixelboxx-proof';

/** Requires a proof of work if the endpoint says so and the service is under attack: after the rate limit, before any costly work. */
@Injectable()
export class ProofGuard implements EndpointGuard {
  constructor(private readonly proofs: ProofOfWorkService) {}

  guardOf({ proof }: EndpointSpec): Guard | null {
    if (!proof) return null;
    return (request) => this.proofs.require(proof.purpose, request.headers[proofHeader], ipKeyOf(request.ip));
  }
}

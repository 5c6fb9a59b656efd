import { Injectable } from '@nestjs/common';
import type { EndpointSpec, Reauthentication } from '@pixelboxx/shared';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../platform/errors/app-error.ts';
import type { EndpointGuard, Guard } from '../../platform/http/endpoint/endpoint-pipeline.ts';
import { ReauthenticationService } from './reauthentication.service.ts';

/** Enforces the `reauthentication` of an endpoint. Runs after the access guard. */
@Injectable()
export class ReauthenticationGuard implements EndpointGuard {
  constructor(private readonly reauthentications: ReauthenticationService) {}

  guardOf({ reauthentication }: EndpointSpec): Guard | null {
    return reauthentication === undefined ? null : (request) => this.assertFresh(request, reauthentication);
  }

  private async assertFresh({ principal }: FastifyRequest, demand: Reauthentication): Promise<void> {
    if (!principal) throw new AppError('UNAUTHENTICATED');
    // A program cannot prove who runs it.
    if (principal.kind === 'token') throw new AppError('TOKEN_NOT_ALLOWED');
    await this.reauthentications.assertFresh(principal, demand);
  }
}

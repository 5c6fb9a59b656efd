import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Reauthentication } from '@pixelboxx/shared';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../platform/errors/app-error.ts';
import { endpointOf } from '../../platform/http/endpoint/endpoint-metadata.ts';
import { ReauthenticationService } from './reauthentication.service.ts';

/** Enforces the `reauthentication` of an endpoint. Runs after the access guard. */
@Injectable()
export class ReauthenticationGuard implements CanActivate {
  constructor(private readonly stepUp: ReauthenticationService) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const demand = endpointOf(context.getHandler())?.reauthentication;
    return demand === undefined || this.isFresh(context, demand);
  }

  private async isFresh(context: ExecutionContext, demand: Reauthentication): Promise<true> {
    const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!principal) throw new AppError('UNAUTHENTICATED');
    // A program proves nothing about who runs it.
    if (principal.kind === 'token') throw new AppError('TOKEN_NOT_ALLOWED');
    await this.stepUp.assertFresh(principal, demand);
    return true;
  }
}

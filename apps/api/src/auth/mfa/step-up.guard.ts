import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../platform/errors/app-error.ts';
import { stepUpDemandOf } from '../../platform/http/step-up.decorator.ts';
import { StepUpService } from './step-up.service.ts';

/** Enforces `@RequireStepUp()`. Runs after the access guard. */
@Injectable()
export class StepUpGuard implements CanActivate {
  constructor(private readonly stepUp: StepUpService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const demand = stepUpDemandOf(context.getHandler());
    if (!demand) return true;
    const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!caller) throw new AppError('UNAUTHENTICATED');
    await this.stepUp.assertFresh(caller, demand);
    return true;
  }
}

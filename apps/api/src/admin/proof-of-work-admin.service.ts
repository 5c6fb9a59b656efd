import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { ProofMode, ProofOfWork } from '@pixelboxx/shared';
import { type AdminContext, requireAdministrator } from '../account/index.ts';
import { SecurityEventsService } from '../auth/activity/index.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { InjectLogger, type Logger } from '../platform/observability/logger.ts';
import { ProofModes } from '../platform/proof-of-work/proof-modes.ts';
import { ProofOfWorkService } from '../platform/proof-of-work/proof-of-work.service.ts';

/** Lets administrators read and switch the proof-of-work mode. */
@Injectable()
export class ProofOfWorkAdminService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly modes: ProofModes,
    private readonly proofs: ProofOfWorkService,
    private readonly securityEvents: SecurityEventsService,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  read(): Promise<ProofOfWork> {
    return this.proofs.describe();
  }

  /** Null returns to the configured mode. @throws AppError FORBIDDEN */
  async choose(mode: ProofMode | null, act: AdminContext): Promise<ProofOfWork> {
    const { actor, context } = act;
    await this.prisma.transact(async (tx) => {
      await requireAdministrator(tx, act);
      await this.modes.choose(tx, mode, this.clock.now());
      const event = { type: 'PROOF_MODE_CHOSEN', userId: actor.user.id, sessionId: actor.sessionId, context } as const;
      await this.securityEvents.record(tx, event);
    });
    await this.modes.announce();
    this.logger.warn({ event: 'abuse.mode.chosen', mode: mode ?? 'CONFIGURED', actorId: actor.user.id });
    return this.read();
  }
}

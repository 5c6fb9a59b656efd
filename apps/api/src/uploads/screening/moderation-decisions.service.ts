import { Injectable } from '@nestjs/common';
import type { Prisma, Upload as UploadRow } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { UserSnapshotsService } from '../../users/index.ts';
import { DecisionRecord, type Decision } from './decision-record.service.ts';
import { Superseded, UploadMove } from './upload-move.service.ts';

type Within = (tx: Prisma.TransactionClient) => Promise<void>;

/** An owner would have to change the upload this often during the decision; after that the caller must try again. */
const attempts = 5;

/** Carries out decisions. */
@Injectable()
export class ModerationDecisionsService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly moves: UploadMove,
    private readonly record: DecisionRecord,
    private readonly snapshots: UserSnapshotsService,
  ) {}

  /**
   * A decision is about the image, not about who may see it: if the owner changed that meanwhile, the upload is read
   * again, and the decision stands. False if there is nothing left to decide: it was deleted, or others have decided.
   * `within` runs first in the transaction, and can refuse by throwing.
   * @throws AppError SERVICE_UNAVAILABLE while the store is down, or the upload keeps changing; ObjectsMissing
   */
  async apply(upload: UploadRow, decision: Decision, within: Within = () => Promise.resolve()): Promise<boolean> {
    const { id, screening } = upload;
    let current: UploadRow | null = upload;
    for (let attempt = 1; current && attempt <= attempts; attempt += 1) {
      if (await this.carryOut(current, decision, within)) return true;
      current = await this.prisma.upload.findFirst({ where: { id, status: 'READY', screening } });
    }
    if (current) throw new AppError('SERVICE_UNAVAILABLE', { details: { retryAfterSeconds: 1 } });
    return false;
  }

  private async carryOut(upload: UploadRow, decision: Decision, within: Within): Promise<boolean> {
    const storageVisibility = decision.screening === 'FLAGGED' ? 'PRIVATE' : upload.visibility;
    try {
      await this.moves.carryOut(upload, storageVisibility, async (tx) => {
        await within(tx);
        await this.record.write(tx, upload, decision, storageVisibility);
      });
    } catch (error) {
      if (error instanceof Superseded) return false;
      throw error;
    }
    if (upload.kind === 'AVATAR') await this.snapshots.invalidate(upload.userId);
    return true;
  }
}

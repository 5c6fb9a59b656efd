import { Injectable } from '@nestjs/common';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';
import { type Ownership, StorageInstallation } from '../../platform/storage/storage-installation.ts';

/** The findings of a sweep before it removes anything. */
export interface SweepPlan {
  /** Images and partial files in the store that the database does not know. */
  readonly unknown: number;
  /** All images and partial files in the store. */
  readonly total: number;
}

export type SweepRefusal = Exclude<Ownership, 'ours'> | 'too-many';

/** Crashes leave a few; a larger share of the store means a wrong database, a wrong bucket or a bug. */
const maxShare = 0.05;
/** In a small store one crash can be a large share. */
const alwaysAllowed = 50;

export const refusalTexts: Record<SweepRefusal, string> = {
  foreign: 'The object store belongs to another installation: DATABASE_URL or the bucket is the wrong one.',
  ahead: 'The object store is newer than the database, as after an older backup was restored.',
  unmarked: 'The object store holds objects that this database does not know, and nothing says whose it is.',
  'too-many': `More than ${maxShare * 100} % of the object store would be removed.`,
};

/** Decides whether a sweep may remove anything. A refusal is logged as an error and shown by the health check. */
@Injectable()
export class SweepPermission {
  constructor(
    private readonly installation: StorageInstallation,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /**
   * Null if it may. A store without a mark, such as that of an installation from before there were marks, becomes ours
   * if the database knows its content: content hashes cannot be known by accident.
   * @param allowMany an operator has checked and confirmed it
   * @throws AppError if Postgres or the store is down.
   */
  async refusalOf(plan: SweepPlan, options: { dryRun: boolean; allowMany: boolean }): Promise<SweepRefusal | null> {
    const ownership = await this.installation.examine();
    const isKnown = plan.total > plan.unknown && plan.unknown <= plan.total * maxShare;
    if (ownership === 'unmarked' && isKnown && !options.dryRun) await this.installation.adopt();
    const refusal = this.decide(ownership, isKnown, plan, options.allowMany);
    this.report(refusal, plan);
    return refusal;
  }

  private decide(ownership: Ownership, isKnown: boolean, plan: SweepPlan, allowMany: boolean): SweepRefusal | null {
    if (ownership !== 'ours' && !(ownership === 'unmarked' && isKnown)) return ownership;
    const isTooMany = plan.unknown > alwaysAllowed && plan.unknown > plan.total * maxShare;
    return isTooMany && !allowMany ? 'too-many' : null;
  }

  private report(refusal: SweepRefusal | null, plan: SweepPlan): void {
    this.installation.trouble = refusal;
    if (refusal === null) return;
    this.logger.error({ event: 'uploads.sweep.refused', refusal, ...plan, advice: refusalTexts[refusal] });
  }
}

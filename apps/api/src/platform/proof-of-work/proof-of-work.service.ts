import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { ProofOfWork, ProofPurpose } from '@pixelboxx/shared';
import type { Config } from '../config/config.ts';
import { InjectConfig } from '../config/config.module.ts';
import { AppError } from '../errors/app-error.ts';
import { MetricSources } from '../observability/metrics/metric-sources.ts';
import { AttackMeter } from './attack-meter.ts';
import { ProofModes } from './proof-modes.ts';
import { Puzzles } from './puzzles.ts';
import { UsedProofs } from './used-proofs.ts';

/** Lets all requests pass while there is no attack, and during one those with a proof of work. */
@Injectable()
export class ProofOfWorkService implements OnModuleInit {
  private readonly puzzles: Puzzles;
  private readonly counts = { issued: 0, accepted: 0, refused: 0 };

  constructor(
    private readonly modes: ProofModes,
    private readonly meter: AttackMeter,
    private readonly used: UsedProofs,
    private readonly clock: Clock,
    private readonly metrics: MetricSources,
    @InjectConfig() private readonly config: Config,
  ) {
    this.puzzles = new Puzzles(config.secrets.dataEncryption);
  }

  onModuleInit(): void {
    this.metrics.add(
      {
        name: 'pixelboxx_under_attack',
        help: 'Whether there was an attack on the way in within the last ten minutes, whatever is done about it',
        read: async () => Number(await this.meter.isActive()),
      },
      {
        name: 'pixelboxx_proof_of_work_active',
        help: 'Whether browsers must work before they sign in or up',
        read: async () => Number(await this.isActive()),
      },
      {
        name: 'pixelboxx_proofs_of_work',
        help: 'Puzzles issued, and proofs accepted and refused, since this process started',
        label: 'outcome',
        read: () => ({ ...this.counts }),
      },
    );
  }

  /** Whether a proof is required right now. */
  async isActive(): Promise<boolean> {
    const mode = await this.modes.current();
    return mode === 'AUTO' ? this.meter.isActive() : mode === 'ON';
  }

  /** The state that administrators see. @throws whatever Postgres throws while it is down */
  async describe(): Promise<ProofOfWork> {
    const { proof: configuredMode, threshold } = this.config.abuse;
    const { mode: chosenMode, chosenAt } = await this.modes.chosen();
    const mode = chosenMode ?? configuredMode;
    const attempts = await this.meter.attempts();
    const isActive = mode === 'AUTO' ? await this.meter.isActive() : mode === 'ON';
    return {
      mode,
      configuredMode,
      chosenMode,
      chosenAt: chosenAt?.toISOString() ?? null,
      isActive,
      attempts,
      threshold,
    };
  }

  /**
   * @param proof from the header, if there is one
   * @param networkKey identifies the client's network, as for rate limits
   * @throws AppError PROOF_REQUIRED with a puzzle, unless it is a new proof for this purpose
   */
  async require(purpose: ProofPurpose, proof: string | string[] | undefined, networkKey: string): Promise<void> {
    if (!(await this.isActive())) return;
    if (proof !== undefined) {
      if (await this.isAccepted(purpose, String(proof))) {
        this.counts.accepted += 1;
        return this.meter.noteSolved();
      }
      this.counts.refused += 1;
      await this.meter.noteAttempt();
    }
    const puzzle = this.puzzles.issue(purpose, await this.meter.bitsFor(networkKey), this.clock.nowMs());
    this.counts.issued += 1;
    await this.meter.noteIssued(networkKey);
    throw new AppError('PROOF_REQUIRED', { details: { puzzle } });
  }

  private async isAccepted(purpose: ProofPurpose, proof: string): Promise<boolean> {
    const nowMs = this.clock.nowMs();
    const verified = this.puzzles.verify(proof, purpose, nowMs);
    return verified !== null && this.used.take(verified, nowMs);
  }
}

import { Global, Module } from '@nestjs/common';
import { AttackMeter } from './attack-meter.ts';
import { ProofModes } from './proof-modes.ts';
import { ProofGuard } from './proof.guard.ts';
import { ProofOfWorkService } from './proof-of-work.service.ts';
import { UsedProofs } from './used-proofs.ts';

/** Holds off programs that try passwords, sign up or have emails sent, by work that one browser hardly feels. */
@Global()
@Module({
  providers: [AttackMeter, ProofModes, UsedProofs, ProofOfWorkService, ProofGuard],
  exports: [AttackMeter, ProofModes, ProofOfWorkService],
})
export class ProofOfWorkModule {}

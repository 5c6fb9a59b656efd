import { Global, Module } from '@nestjs/common';
import { AttackMeter } from './attack-meter.ts';
import { ProofModes } from './proof-modes.ts';
import { ProofGuard } from './proof.guard.ts';
import { ProofOfWorkService } from './proof-of-work.service.ts';
import { UsedProofs } from './used-proofs.ts';

/** Slows down programs that try passwords, sign up or trigger emails, by work that a browser hardly notices. */
@Global()
@Module({
  providers: [AttackMeter, ProofModes, UsedProofs, ProofOfWorkService, ProofGuard],
  exports: [AttackMeter, ProofModes, ProofOfWorkService],
})
export class ProofOfWorkModule {}

import { Injectable } from '@nestjs/common';
import type { StepUpResult } from '@pixelboxx/shared';
import type { SignInCode } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Principal, RequestContext } from '../../platform/http/security/principal.ts';
import { lockPrincipal } from '../../users/index.ts';
import type { ClientState } from '../cookies/index.ts';
import { MfaService } from '../mfa/index.ts';
import { ReauthenticationService } from '../reauthentication/index.ts';
import { CodeProofService } from './code-proof.service.ts';
import { SignInCodes } from './sign-in-codes.service.ts';

/** Reauthentication by a mailed code, for accounts without a password. */
@Injectable()
export class CodeReauthenticationService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly codes: SignInCodes,
    private readonly proofs: CodeProofService,
    private readonly factors: MfaService,
    private readonly reauthentications: ReauthenticationService,
  ) {}

  /** @throws AppError STEP_UP_REQUIRED if a mailed code is no proof here; INVALID_CODE, ACCOUNT_LOCKED, UNAUTHENTICATED. */
  async prove(principal: Principal, code: string, client: ClientState, context: RequestContext): Promise<StepUpResult> {
    const { email, id } = principal.user;
    const methods = await this.factors.forReauthentication(id);
    if (email === null || !methods.includes('EMAIL_CODE'))
      throw new AppError('STEP_UP_REQUIRED', { details: { methods } });
    const use = (row: SignInCode) => this.mark(row, principal);
    return this.proofs.byDigits({ email, code }, client, context, use);
  }

  private async mark(code: SignInCode, principal: Principal): Promise<StepUpResult | null> {
    const { isOwn, proven } = await this.prisma.$transaction(async (tx) => {
      const { id } = await lockPrincipal(tx, principal);
      const owner = await this.codes.redeem(tx, code);
      if (owner?.id !== id) return { isOwn: false, proven: null };
      return { isOwn: true, proven: await this.reauthentications.markWithoutMfa(tx, principal) };
    });
    if (isOwn && !proven) throw await this.reauthentications.required(principal.user.id);
    return proven;
  }
}

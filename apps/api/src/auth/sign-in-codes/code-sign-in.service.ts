import { Injectable } from '@nestjs/common';
import type { VerifyEmailCodeRequest } from '@pixelboxx/shared';
import type { SignInCode } from '../../generated/prisma/client.ts';
import { SignInService } from '../known-devices/index.ts';
import { LoginChallengesService, type LoginOutcome, MfaService } from '../mfa/index.ts';
import { type CodeBearer, CodeEntryService } from './code-entry.service.ts';
import { CodeProofService } from './code-proof.service.ts';
import { SignInCodes } from './sign-in-codes.service.ts';

/** Sign-in by a mailed code, which replaces a password. */
@Injectable()
export class CodeSignInService {
  constructor(
    private readonly codes: SignInCodes,
    private readonly proofs: CodeProofService,
    private readonly entries: CodeEntryService,
    private readonly factors: MfaService,
    private readonly challenges: LoginChallengesService,
    private readonly signIns: SignInService,
  ) {}

  /** @throws AppError INVALID_CODE, TOKEN_INVALID, OTHER_BROWSER, ACCOUNT_LOCKED. */
  async signIn({ email = '', code = '', token }: VerifyEmailCodeRequest, bearer: CodeBearer): Promise<LoginOutcome> {
    const { client, context } = bearer;
    const enter = (row: SignInCode) => this.entries.enter(row, bearer);
    const { user, opened } = await (token === undefined
      ? this.proofs.byDigits({ email, code }, client, context, enter)
      : this.proofs.byLink(token, client, enter));
    if (opened) {
      const { user: current, cookies } = await this.signIns.complete(opened, client, context);
      return { kind: 'signed-in', user: current, cookies: [this.codes.cleared(), ...cookies] };
    }
    const methods = await this.factors.requiredAfterPassword(user.id);
    const challenge = await this.challenges.issue(user, context, { byEmailCode: true });
    return { kind: 'challenged', methods, cookies: [this.codes.cleared(), challenge] };
  }
}

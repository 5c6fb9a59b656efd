import { Injectable } from '@nestjs/common';
import type { SignInCode } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { MetricSources } from '../../platform/observability/metrics/metric-sources.ts';
import type { ClientState } from '../cookies/index.ts';
import { KnownDeviceCookies } from '../known-devices/index.ts';
import { LockoutService } from '../lockout/index.ts';
import { SignInCodes } from './sign-in-codes.service.ts';

/** The action for a right code; it returns null if the code turns out to be used up. */
type Use<Result> = (code: SignInCode) => Promise<Result | null>;

/** Verifies that a client reads the mailbox, by the typed digits or by the opened link. */
@Injectable()
export class CodeProofService {
  private readonly count: (outcome: 'right' | 'wrong' | 'other-browser') => void;

  constructor(
    private readonly prisma: PrismaService,
    private readonly codes: SignInCodes,
    private readonly lockout: LockoutService,
    private readonly devices: KnownDeviceCookies,
    metrics: MetricSources,
  ) {
    this.count = metrics.count({
      name: 'pixelboxx_email_code_tries_total',
      help: 'Codes and links for signing in that were presented, by outcome',
      label: 'outcome',
      kinds: ['right', 'wrong', 'other-browser'],
    });
  }

  /**
   * A wrong, old or used code, one of another browser and one of no account all get the same response by the same
   * statements. Every attempt counts for the account, whichever of its codes it is for.
   * @throws AppError INVALID_CODE, ACCOUNT_LOCKED.
   */
  async byDigits<Result>(
    { email, code }: { readonly email: string; readonly code: string },
    client: ClientState,
    context: RequestContext,
    use: Use<Result>,
  ): Promise<Result> {
    const user = await this.prisma.user.findUnique({ where: { email } });
    const deviceId = user && this.devices.deviceIdOf(client, user);
    const attempt = { factor: 'email-code', userId: user?.id ?? null, identifier: email, deviceId, context } as const;
    const browser = this.codes.browserOf(client);
    const result = await this.lockout.attempt(attempt, async () => {
      const row = await this.codes.take({ email, browser }, code);
      return row && use(row);
    });
    this.count(result === null ? 'wrong' : 'right');
    if (result === null) throw new AppError('INVALID_CODE');
    return result;
  }

  /**
   * Works only in the browser that requested the link. Elsewhere it does nothing: a link that another person requested
   * must not sign its reader in as them (login CSRF). A user on another device is asked to type the code there.
   * @throws AppError TOKEN_INVALID; OTHER_BROWSER, which leaves it usable.
   */
  async byLink<Result>(token: string, client: ClientState, use: Use<Result>): Promise<Result> {
    const row = await this.codes.find(token);
    if (row && row.browser !== this.codes.browserOf(client)) {
      this.count('other-browser');
      throw new AppError('OTHER_BROWSER');
    }
    const result = row && (await use(row));
    this.count(result === null ? 'wrong' : 'right');
    if (result === null) throw new AppError('TOKEN_INVALID');
    return result;
  }
}

import { Injectable } from '@nestjs/common';
import type { BackupCodes, TotpSetup } from '@pixelboxx/shared';
import type { Prisma } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Principal, RequestContext } from '../../platform/http/security/principal.ts';
import { lockPrincipal } from '../../users/index.ts';
import type { ClientState } from '../cookies/index.ts';
import { KnownDeviceCookies } from '../known-devices/index.ts';
import { LockoutService } from '../lockout/index.ts';
import { NoticesService, SecurityEventsService } from '../activity/index.ts';
import { BackupCodesService } from './codes/backup-codes.service.ts';
import { TotpEnrolmentsStore } from './totp-enrolments.store.ts';
import { describeSeed, newSeed } from './codes/totp.ts';

/** Enables codes from an authenticator app. */
@Injectable()
export class TotpService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly enrolments: TotpEnrolmentsStore,
    private readonly backupCodes: BackupCodesService,
    private readonly lockout: LockoutService,
    private readonly devices: KnownDeviceCookies,
    private readonly notices: NoticesService,
    private readonly securityEvents: SecurityEventsService,
  ) {}

  /** Enables nothing yet; a repetition makes a new seed. @throws AppError ALREADY_ENABLED, SECOND_FACTOR_GRANT_REQUIRED. */
  async setUp(principal: Principal): Promise<TotpSetup> {
    const seed = newSeed();
    await this.prisma.$transaction(async (tx) => {
      const user = await lockPrincipal(tx, principal);
      await this.enrolments.begin(tx, user, principal.sessionId, seed);
    });
    return describeSeed(seed, principal.user.username);
  }

  /**
   * @throws AppError INVALID_CODE, ALREADY_ENABLED, CHALLENGE_INVALID when no enrolment waits, ACCOUNT_LOCKED,
   * SECOND_FACTOR_GRANT_REQUIRED.
   */
  async confirm(
    principal: Principal,
    code: string,
    client: ClientState,
    context: RequestContext,
  ): Promise<BackupCodes> {
    const { id: userId, username: identifier } = principal.user;
    const owner = await this.prisma.user.findUnique({ where: { id: userId } });
    const deviceId = owner && this.devices.deviceIdOf(client, owner);
    const enable = () => this.prisma.$transaction((tx) => this.enable(tx, principal, code, context));
    const codes = await this.lockout.attempt({ factor: 'enrolment', userId, identifier, deviceId, context }, enable);
    if (codes === null) throw new AppError('INVALID_CODE');
    return { codes };
  }

  private async enable(
    tx: Prisma.TransactionClient,
    principal: Principal,
    code: string,
    context: RequestContext,
  ): Promise<string[] | null> {
    const user = await lockPrincipal(tx, principal);
    if (!(await this.enrolments.confirm(tx, user, principal.sessionId, code))) return null;
    const codes = await this.backupCodes.renew(tx, user.id);
    const event = { type: 'TOTP_ENABLED', userId: user.id, sessionId: principal.sessionId, context } as const;
    await this.securityEvents.record(tx, event);
    await this.notices.send(tx, user, 'SIGN_IN_METHOD_ADDED', context);
    return codes;
  }
}

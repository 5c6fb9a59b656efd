import { Injectable } from '@nestjs/common';
import type { RegisterRequest } from '@pixelboxx/shared';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { UsersService } from '../../users/index.ts';
import { SecurityEventsService } from '../activity/index.ts';
import type { ClientState } from '../cookies/index.ts';
import { VerificationLinks } from '../email-address/index.ts';
import { SignInService } from '../known-devices/index.ts';
import { SessionsService, type SignedIn } from '../sessions/index.ts';
import { RegistrationCheckService } from './registration-check.service.ts';

/** Makes an account, signs its browser in and mails the link that proves its address. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly checks: RegistrationCheckService,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly securityEvents: SecurityEventsService,
    private readonly verificationLinks: VerificationLinks,
    private readonly signIns: SignInService,
  ) {}

  /** @throws AppError VALIDATION_ERROR (policy, reserved name), USERNAME_TAKEN, EMAIL_TAKEN, RATE_LIMITED, OVERLOADED. */
  async register(request: RegisterRequest, client: ClientState, origin: RequestContext): Promise<SignedIn> {
    const passwordHash = await this.checks.admit(request);
    const { username, email, displayName = null } = request;
    const opened = await this.prisma.$transaction(async (tx) => {
      const user = await this.users.create(tx, { username, email, passwordHash, displayName });
      const { id: userId } = user;
      const session = await this.sessions.open(tx, user, origin);
      const { sessionId } = session;
      await this.securityEvents.record(tx, { type: 'ACCOUNT_CREATED', userId, sessionId, origin });
      await this.verificationLinks.issue(tx, user, email);
      return session;
    });
    return this.signIns.complete(opened, client, origin);
  }
}

import { Injectable } from '@nestjs/common';
import type { RegisterRequest } from '@pixelboxx/shared';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { writeTogether } from '../../platform/one-statement.ts';
import { UsersService } from '../../users/index.ts';
import { SecurityEventsService } from '../activity/index.ts';
import type { ClientState } from '../cookies/index.ts';
import { VerificationLinks } from '../email-address/index.ts';
import { SignInService } from '../known-devices/index.ts';
import { insertSession, SessionsService, type SignedIn } from '../sessions/index.ts';
import { RegistrationCheckService } from './registration-check.service.ts';

/** Creates an account, signs its browser in and mails the verification link, all in one statement. */
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
  async register(request: RegisterRequest, client: ClientState, context: RequestContext): Promise<SignedIn> {
    const passwordHash = await this.checks.admit(request);
    const { username, email, displayName = null } = request;
    const user = this.users.prepare({ username, email, passwordHash, displayName });
    const { row: session, tokens } = this.sessions.prepare(user, context);
    const event = { type: 'ACCOUNT_CREATED', userId: user.id, sessionId: session.id, context } as const;
    const parts = [
      ...this.users.creationOf(user),
      { sql: insertSession(session) },
      this.securityEvents.part(event),
      ...(await this.verificationLinks.firstOf(user, context)),
    ];
    await writeTogether(this.prisma.pool, parts).catch((error: unknown) => {
      throw this.users.refusalOf(error);
    });
    return this.signIns.complete(tokens, client, context);
  }
}

import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { PasskeySignUpOptionsRequest } from '@pixelboxx/shared';
import { Prisma } from '../../generated/prisma/client.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { violatedIndex } from '../../platform/database/unique-violation.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { uuidv7 } from '../../platform/identifiers.ts';
import { writeTogether } from '../../platform/one-statement.ts';
import { type PreparedUser, UsersService } from '../../users/index.ts';
import { SecurityEventsService } from '../activity/index.ts';
import { VerificationLinks } from '../email-address/index.ts';
import { assertPublicDomain } from '../emails/index.ts';
import { noPassword } from '../passwords/index.ts';
import { insertSession, type OpenedSession, SessionsService } from '../sessions/index.ts';

/** The first passkey of a new account, as its authenticator made it. */
export interface FirstPasskey {
  readonly name: string;
  readonly credentialId: string;
  readonly publicKey: Uint8Array;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly synced: boolean;
}

/** Creates accounts that have a passkey and no password. */
@Injectable()
export class PasskeyAccountsService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly securityEvents: SecurityEventsService,
    private readonly verificationLinks: VerificationLinks,
    private readonly clock: Clock,
    @InjectConfig() private readonly config: Config,
  ) {}

  /** Checks before the user creates a passkey in vain. @throws AppError VALIDATION_ERROR, USERNAME_TAKEN, EMAIL_TAKEN. */
  async assertFree({ username, email }: PasskeySignUpOptionsRequest): Promise<void> {
    assertPublicDomain(email, this.config.environment);
    await this.users.assertFree(username, email);
  }

  /**
   * `userId`: the id that the authenticator stored for its user.
   * @throws AppError VALIDATION_ERROR, USERNAME_TAKEN, EMAIL_TAKEN, RATE_LIMITED; PASSKEY_REJECTED for one that is
   * registered.
   */
  async create(
    userId: string,
    request: PasskeySignUpOptionsRequest,
    passkey: FirstPasskey,
    context: RequestContext,
  ): Promise<OpenedSession> {
    await this.assertFree(request);
    const { username, email } = request;
    await this.verificationLinks.assertRegistrable(email);
    const user = this.users.prepare({ id: userId, username, email, passwordHash: noPassword, displayName: null });
    // The authenticator has asked for a PIN, a fingerprint or a face: two factors in one.
    const { row: session, tokens } = this.sessions.prepare(user, context, { hasMfa: true });
    const event = { userId, sessionId: session.id, context };
    await writeTogether(this.prisma.pool, [
      ...this.users.creationOf(user),
      { sql: this.insertion(user, passkey) },
      { sql: insertSession(session) },
      this.securityEvents.part({ ...event, type: 'ACCOUNT_CREATED' }),
      this.securityEvents.part({ ...event, type: 'PASSKEY_ADDED' }),
      ...(await this.verificationLinks.firstOf(user, context)),
    ]).catch((error: unknown) => {
      throw this.refusalOf(error);
    });
    return tokens;
  }

  private insertion({ id }: PreparedUser, passkey: FirstPasskey): Prisma.Sql {
    const { credentialId, publicKey, counter, transports, name, synced } = passkey;
    return Prisma.sql`INSERT INTO passkeys (id, user_id, credential_id, public_key, counter, transports, name, synced, created_at)
      VALUES (${uuidv7()}::uuid, ${id}::uuid, ${credentialId}, ${publicKey}, ${counter}::bigint, ${transports}::text[], ${name},
              ${synced}, ${this.clock.now()}::timestamptz)`;
  }

  private refusalOf(error: unknown): unknown {
    const index = violatedIndex(error);
    if (index === 'passkeys_credential_id_key') return new AppError('PASSKEY_REJECTED', { cause: error });
    // The id is in use already: the same sign-up was sent twice.
    if (index === 'users_pkey') return new AppError('CHALLENGE_INVALID', { cause: error });
    return this.users.refusalOf(error);
  }
}

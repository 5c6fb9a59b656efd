import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { IdentityRegistration, RegisterIdentityRequest } from '@pixelboxx/shared';
import pg from 'pg';
import { type PendingAuthorization, Prisma } from '../../generated/prisma/client.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { violatedIndex } from '../../platform/database/unique-violation.ts';
import { AppError, fieldError } from '../../platform/errors/app-error.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { uuidv7 } from '../../platform/identifiers.ts';
import { type NamedPart, writeTogether } from '../../platform/one-statement.ts';
import { UsersService } from '../../users/index.ts';
import { SecurityEventsService } from '../activity/index.ts';
import { VerificationLinks } from '../email-address/index.ts';
import { assertPublicDomain } from '../emails/index.ts';
import { noPassword } from '../passwords/index.ts';
import { insertSession, type OpenedSession, SessionsService } from '../sessions/index.ts';
import type { ProvenIdentity } from './providers/provider.ts';
import { usernamesLike } from './username-suggestions.ts';

/** The data of a new account. */
interface NewAccount {
  readonly username: string;
  readonly email: string;
  readonly isVerified: boolean;
}

const suggestionsMax = 6;

/** Creates accounts for identities that are not linked to one. */
@Injectable()
export class IdentityRegistrationService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly securityEvents: SecurityEventsService,
    private readonly verificationLinks: VerificationLinks,
    private readonly clock: Clock,
    @InjectConfig() private readonly config: Config,
  ) {}

  /**
   * Suggestions for a new user. If the provider vouches for an email address, the response may reveal that it has an
   * account, since the address is theirs. It does not link the two: a provider's assertion must not open an account
   * that was never linked to it.
   * @throws AppError ACCOUNT_EXISTS.
   */
  async suggest({
    email,
    emailVerified,
    names,
    imageUrl,
  }: ProvenIdentity): Promise<Omit<IdentityRegistration, 'provider'>> {
    if (email !== null && emailVerified && (await this.users.hasEmail(email))) throw new AppError('ACCOUNT_EXISTS');
    const candidates = usernamesLike([...names, ...(email === null ? [] : [email.split('@', 1)[0] ?? ''])]);
    return { username: await this.firstFree(candidates), email, emailVerified, hasImage: imageUrl !== null };
  }

  /** @throws AppError VALIDATION_ERROR, CHALLENGE_INVALID, IDENTITY_TAKEN, USERNAME_TAKEN, EMAIL_TAKEN, RATE_LIMITED. */
  async register(
    pending: PendingAuthorization,
    request: RegisterIdentityRequest,
    context: RequestContext,
  ): Promise<OpenedSession> {
    const account = accountOf(pending, request);
    assertPublicDomain(account.email, this.config.environment);
    await this.users.assertFree(account.username, account.email);
    await this.verificationLinks.assertRegistrable(account.email);
    const user = this.users.prepare({ ...account, passwordHash: noPassword, displayName: null });
    const { row: session, tokens } = this.sessions.prepare(user, context);
    const { provider } = pending;
    const event = { type: 'ACCOUNT_CREATED', userId: user.id, sessionId: session.id, context, provider } as const;
    await writeTogether(this.prisma.pool, [
      this.takingPart(pending),
      ...this.users.creationOf(user),
      this.identityPart(pending, user.id),
      { sql: insertSession(session) },
      this.securityEvents.part(event),
      ...(user.isVerified ? [] : await this.verificationLinks.firstOf(user, context)),
    ]).catch((error: unknown) => {
      throw this.refusalOf(error);
    });
    return tokens;
  }

  private async firstFree(candidates: readonly string[]): Promise<string | null> {
    for (const candidate of candidates.slice(0, suggestionsMax)) {
      if ((await this.users.availability(candidate)).available) return candidate;
    }
    return null;
  }

  private takingPart({ token }: PendingAuthorization): NamedPart {
    const sql = Prisma.sql`DELETE FROM pending_authorizations WHERE token = ${token} AND expires_at > ${this.clock.now()}::timestamptz
      RETURNING issuer, subject, email, image_url`;
    return { name: 'taken', sql };
  }

  /** If `taken` returns nothing, the issuer is null, which the table refuses; then nothing at all is written. */
  private identityPart({ provider }: PendingAuthorization, userId: string): NamedPart {
    const now = this.clock.now();
    const sql = Prisma.sql`INSERT INTO identities (id, user_id, provider, issuer, subject, email, image_url, linked_at, last_used_at)
      VALUES (${uuidv7()}::uuid, ${userId}::uuid, ${provider}, (SELECT issuer FROM taken), (SELECT subject FROM taken),
              (SELECT email FROM taken), (SELECT image_url FROM taken), ${now}::timestamptz, ${now}::timestamptz)`;
    return { sql };
  }

  private refusalOf(error: unknown): unknown {
    if (isMissingValue(error)) return new AppError('CHALLENGE_INVALID', { cause: error });
    if (violatedIndex(error) === 'identities_issuer_subject_key')
      return new AppError('IDENTITY_TAKEN', { cause: error });
    return this.users.refusalOf(error);
  }
}

/** The address is verified only if it is the one that the provider vouches for. */
function accountOf(
  { email: said, emailVerified }: PendingAuthorization,
  { username, email: wanted }: RegisterIdentityRequest,
): NewAccount {
  const vouched = emailVerified ? said : null;
  const email = wanted ?? vouched;
  if (email === null) throw fieldError('email', 'Enter your e-mail address.');
  return { username, email, isVerified: email === vouched };
}

function isMissingValue(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '23502' && error.table === 'identities';
}

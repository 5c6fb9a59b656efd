import { Injectable } from '@nestjs/common';
import { Prisma, type User } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';
import type { ClientState } from '../cookies/index.ts';
import { KnownDeviceCookies } from '../known-devices/index.ts';
import { LockoutService } from '../lockout/index.ts';
import { PasswordHasher } from '../passwords/index.ts';
import { type FormerSession, type FormerSessionRow, FormerSessions } from '../sessions/index.ts';

/** Everything known about a sign-in before its password is checked. */
export interface ClaimedAccount {
  /** Null when the identifier belongs to nobody who can sign in. */
  readonly user: User | null;
  /** Set if this device signed in to the account before. */
  readonly deviceId: string | null;
  /** The session that the browser has now, of this or another user. */
  readonly former: FormerSession | null;
  /** Whether the look-up has already counted the attempt. */
  readonly isCounted: boolean;
}

/** A user whose password was right when it was checked. */
export interface CheckedUser extends Pick<ClaimedAccount, 'deviceId' | 'former'> {
  readonly user: User;
  /** The stored hash was made with other parameters than today's. */
  readonly outdated: boolean;
}

interface AccountLook extends Pick<ClaimedAccount, 'user' | 'isCounted'> {
  /** The session that was claimed, unless it has ended. */
  readonly former: FormerSessionRow | null;
}

type Row = { [Field in keyof User]: User[Field] | null } & {
  readonly isCounted: boolean;
  readonly formerUserId: string | null;
  readonly formerRefreshToken: string | null;
};

const inSnakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);

/** All columns of a user, named after Prisma's fields. */
const accountColumns = Prisma.raw(
  Object.values(Prisma.UserScalarFieldEnum)
    .map((field) => `${inSnakeCase(field)} AS "${field}"`)
    .join(', '),
);

/** Finds the account for an identifier and checks its password. */
@Injectable()
export class PasswordCheckService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly lockout: LockoutService,
    private readonly hasher: PasswordHasher,
    private readonly devices: KnownDeviceCookies,
    private readonly formerSessions: FormerSessions,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** Runs one statement, the same one whether or not the account exists. */
  async find(identifier: string, client: ClientState): Promise<ClaimedAccount> {
    const look = await this.lockout.countedBy(this.devices.ownDevices(client), (counting) =>
      this.look(identifier, counting, this.formerSessions.claimed(client)),
    );
    const { user, isCounted } = look;
    const deviceId = user && this.devices.deviceIdOf(client, user);
    return { user, deviceId, former: this.formerSessions.of(client, look.former), isCounted };
  }

  /** Returns null unless the password is right and its owner can sign in. A missing account costs the same hashing. */
  async verify(account: ClaimedAccount, password: string, context: RequestContext): Promise<CheckedUser | null> {
    const { user, deviceId, former } = account;
    const { matches, outdated } = await this.hasher.verify(user?.passwordHash ?? null, password);
    if (user && matches && !user.deletedAt && !user.suspendedAt) return { user, outdated, deviceId, former };
    const { ipAddress: ip, requestId } = context;
    this.logger.info({ event: 'auth.login.failed', userId: user?.id ?? null, ip, requestId });
    return null;
  }

  /** `counting` turns the query for the account's id into an INSERT; see `LockoutService.countedBy`. */
  private async look(
    identifier: string,
    counting: (found: Prisma.Sql) => Prisma.Sql,
    formerSessionId: string | null,
  ): Promise<AccountLook> {
    const { text, values } = Prisma.sql`
      WITH account AS (SELECT ${accountColumns} FROM users WHERE ${hasIdentifier(identifier)} AND deleted_at IS NULL),
           counted AS (${counting(Prisma.sql`SELECT id FROM account WHERE "devicesForgottenAt" IS NULL`)})
      SELECT account.*, EXISTS (SELECT FROM counted) AS "isCounted",
             former.user_id AS "formerUserId", former.refresh_token AS "formerRefreshToken"
        FROM (SELECT) AS always
        LEFT JOIN account ON TRUE
        LEFT JOIN sessions AS former ON former.id = ${formerSessionId}::uuid AND former.revoked_at IS NULL`;
    const { rows } = await this.prisma.pool.query<Row>(text, values);
    const [row] = rows;
    if (!row) throw new TypeError('The statement must return a row for every identifier');
    const { isCounted, formerUserId, formerRefreshToken, ...user } = row;
    const former =
      formerUserId !== null && formerRefreshToken !== null
        ? { userId: formerUserId, refreshToken: formerRefreshToken }
        : null;
    return { user: isAccount(user) ? user : null, isCounted, former };
  }
}

/** Non-nullable columns are null only if no row was found. */
function isAccount(row: { [Field in keyof User]: User[Field] | null }): row is User {
  return row.id !== null;
}

/** Matches a username (in any case) or an email address, as `Identifier` defines them. */
function hasIdentifier(identifier: string): Prisma.Sql {
  const key = identifier.toLowerCase();
  // A username cannot contain "@", so the two name spaces never meet.
  return key.includes('@') ? Prisma.sql`email = ${key}` : Prisma.sql`username_key = ${key}`;
}

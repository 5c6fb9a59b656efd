import { Injectable } from '@nestjs/common';
import { Prisma, type User } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import type { FormerSessionRow } from '../sessions/index.ts';

/** All that is to be known before a password is checked. */
export interface AccountLook {
  /** Null when nobody can sign in by the identifier. */
  readonly user: User | null;
  /** Whether `counting` has counted the attempt. */
  readonly isCounted: boolean;
  /** The session that was asked for, unless it has ended. */
  readonly former: FormerSessionRow | null;
}

type Row = { [Field in keyof User]: User[Field] | null } & {
  readonly isCounted: boolean;
  readonly formerUserId: string | null;
  readonly formerRefreshToken: string | null;
};

const inSnakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);

/** Every column of a user by the name of its field, as Prisma reads them. */
const accountColumns = Prisma.raw(
  Object.values(Prisma.UserScalarFieldEnum)
    .map((field) => `${inSnakeCase(field)} AS "${field}"`)
    .join(', '),
);

/** Accounts as signing in looks for them: in one statement, the same one whether or not there is such an account. */
@Injectable()
export class AccountsStore {
  constructor(private readonly prisma: PrismaService) {}

  /** `counting` makes an INSERT of the query of the account's id that it is given; see `LockoutService.countedBy`. */
  async find(
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
    if (!row) throw new TypeError('There is a row whatever is found');
    const { isCounted, formerUserId, formerRefreshToken, ...user } = row;
    const former =
      formerUserId !== null && formerRefreshToken !== null
        ? { userId: formerUserId, refreshToken: formerRefreshToken }
        : null;
    return { user: isAccount(user) ? user : null, isCounted, former };
  }
}

/** Columns that are never null are so only where there is no row. */
function isAccount(row: { [Field in keyof User]: User[Field] | null }): row is User {
  return row.id !== null;
}

/** Username, in any case, or e-mail, as `Identifier` has them. */
function hasIdentifier(identifier: string): Prisma.Sql {
  const key = identifier.toLowerCase();
  // A username cannot contain "@", so the two name spaces never meet.
  return key.includes('@') ? Prisma.sql`email = ${key}` : Prisma.sql`username_key = ${key}`;
}

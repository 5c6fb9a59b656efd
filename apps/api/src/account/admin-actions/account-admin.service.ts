import { Injectable } from '@nestjs/common';
import type { Role, SecurityEventType } from '@pixelboxx/shared';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { includingDeleted } from '../../platform/database/soft-delete.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Principal, RequestContext } from '../../platform/http/security/principal.ts';
import { MailService } from '../../platform/mail/mail.service.ts';
import { UserSnapshotsService } from '../../users/index.ts';
import { CredentialsService } from '../../auth/passwords/index.ts';
import { composeEmail, languageOf } from '../../emails/index.ts';
import { LockoutService } from '../../auth/lockout/index.ts';
import { assertNotLastAdmin } from './last-admin.ts';
import { SessionsService } from '../../auth/sessions/index.ts';
import { SecurityEventsService } from '../../auth/activity/index.ts';

/** A staff member who acts. */
export interface AdminContext {
  readonly actor: Principal;
  readonly context: RequestContext;
}

export interface Suspension {
  /** The text for the user. */
  readonly reason: string;
  readonly at: Date;
}

export interface RoleChange {
  readonly role: Role;
  readonly at: Date;
}

/** How long an appointed or reset user can set up a second factor: a weekend, with a day before or after it. */
const factorGrantMs = 3 * 24 * 60 * 60_000;

/** Changes the user and returns the type of the event; null when there was nothing to change. */
type Change = (tx: Prisma.TransactionClient, account: User) => Promise<SecurityEventType | null>;

/**
 * Staff actions on another user's account. Permission is decided on the current rows, with both locked: a moderator
 * demoted a moment ago can no longer act, and two administrators who demote each other do not leave the platform
 * without one.
 */
@Injectable()
export class AccountAdminService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly credentials: CredentialsService,
    private readonly lockout: LockoutService,
    private readonly sessions: SessionsService,
    private readonly mail: MailService,
    private readonly snapshots: UserSnapshotsService,
    private readonly securityEvents: SecurityEventsService,
  ) {}

  /** Ends every session, even one whose refresh is in progress. @throws AppError NOT_FOUND, FORBIDDEN. */
  suspend(userId: string, { reason, at }: Suspension, act: AdminContext): Promise<void> {
    return this.apply(userId, 'MOD', act, async (tx, account) => {
      const { id, username, email, suspendedAt } = account;
      const change = { suspendedAt: suspendedAt ?? at, suspendedReason: reason };
      await this.sessions.endAll(tx, id, change);
      if (!suspendedAt) await this.snapshots.announce(tx, 'user.suspended', id);
      if (!suspendedAt && email !== null) {
        const content = composeEmail('suspension', languageOf(account), { username, reason });
        await this.mail.post(tx, { to: email, email: content });
      }
      return 'ACCOUNT_SUSPENDED';
    });
  }

  /** Ended sessions stay ended. @throws AppError NOT_FOUND, FORBIDDEN. */
  unsuspend(userId: string, act: AdminContext): Promise<void> {
    return this.apply(userId, 'MOD', act, async (tx, { id, suspendedAt }) => {
      if (!suspendedAt) return null;
      await tx.user.update({ where: { id }, data: { suspendedAt: null, suspendedReason: null } });
      await this.snapshots.announce(tx, 'user.restored', id);
      return 'ACCOUNT_UNSUSPENDED';
    });
  }

  /** Clears failed sign-ins. @throws AppError NOT_FOUND, FORBIDDEN. */
  async unlock(userId: string, act: AdminContext): Promise<void> {
    await this.apply(userId, 'MOD', act, () => Promise.resolve('ACCOUNT_UNLOCKED'));
    await this.lockout.unlock(userId);
  }

  /**
   * For a user who lost app, codes and passkeys, and whose identity was checked by other means: afterwards the password
   * alone signs in. Every session ends, and the owner is notified, in case somebody else asked for it. For staff, the
   * administrator thereby vouches for whoever sets up the next factor (ADR 50).
   * @throws AppError NOT_FOUND, FORBIDDEN.
   */
  resetSecondFactors(userId: string, at: Date, act: AdminContext): Promise<void> {
    return this.apply(userId, 'ADMIN', act, async (tx, account) => {
      const { id, username, email } = account;
      await this.credentials.removeAll(tx, id, 'second');
      await tx.user.update({ where: { id }, data: { factorGrantEndsAt: factorGrantEnd(at) } });
      await this.sessions.endAll(tx, id);
      const content = composeEmail('factorsReset', languageOf(account), { username });
      if (email !== null) await this.mail.post(tx, { to: email, email: content });
      return 'SECOND_FACTORS_RESET';
    });
  }

  /**
   * Takes effect with the next request. A user without a second factor can set one up for some days.
   * @throws AppError NOT_FOUND, FORBIDDEN, LAST_ADMIN.
   */
  async changeRole(userId: string, { role, at }: RoleChange, act: AdminContext): Promise<void> {
    if (act.actor.user.id === userId) await this.assertMayStepDown(userId);
    await this.apply(userId, 'ADMIN', act, async (tx, account) => {
      if (account.role === role) return null;
      // Users who have a factor must use it: fewer people may know it than the password.
      const isGranted = role !== 'USER' && !(await hasFactor(tx, account.id));
      const factorGrantEndsAt = isGranted ? factorGrantEnd(at) : null;
      await tx.user.update({ where: { id: account.id }, data: { role, factorGrantEndsAt } });
      return 'ROLE_CHANGED';
    });
  }

  /** Nobody can act on their own account; the last administrator gets the clearer reason. */
  private async assertMayStepDown(userId: string): Promise<void> {
    await this.prisma.$transaction(async (tx) => {
      const [user] = await lockBoth(tx, userId, userId);
      if (user) await assertNotLastAdmin(tx, user);
    });
  }

  private async apply(
    userId: string,
    needed: 'MOD' | 'ADMIN',
    { actor, context }: AdminContext,
    change: Change,
  ): Promise<void> {
    await this.prisma.$transaction(async (tx) => {
      const [principal, account] = await lockBoth(tx, actor.user.id, userId);
      if (!account) throw new AppError('NOT_FOUND');
      if (!principal || (needed === 'ADMIN' && principal.role !== 'ADMIN')) throw new AppError('FORBIDDEN');
      if (!mayAdminister(principal, account)) throw new AppError('FORBIDDEN');
      const type = await change(tx, account);
      if (type) await this.securityEvents.record(tx, { type, userId, sessionId: null, context, actorId: principal.id });
    });
    await this.snapshots.invalidate(userId);
  }
}

function factorGrantEnd(at: Date): Date {
  return new Date(at.getTime() + factorGrantMs);
}

async function hasFactor(tx: Prisma.TransactionClient, userId: string): Promise<boolean> {
  const codes = await tx.totpFactor.count({ where: { userId, enabledAt: { not: null } } });
  return codes > 0 || (await tx.passkey.count({ where: { userId } })) > 0;
}

/** Moderators administer ordinary members, administrators everybody, and nobody their own account. */
export function mayAdminister(actor: { id: string; role: Role }, account: { id: string; role: Role }): boolean {
  if (actor.id === account.id) return false;
  return actor.role === 'ADMIN' || (actor.role === 'MOD' && account.role === 'USER');
}

/** Locks in the order of the ids, so that two users who act on each other do not deadlock. */
export async function lockBoth(
  tx: Prisma.TransactionClient,
  actorId: string,
  accountId: string,
): Promise<[User | null, User | null]> {
  await tx.$queryRaw`SELECT id FROM users WHERE id IN (${actorId}::uuid, ${accountId}::uuid) ORDER BY id FOR NO KEY UPDATE`;
  const users = await tx.user.findMany({ where: { id: { in: [actorId, accountId] }, ...includingDeleted } });
  const actor = users.find(({ id, deletedAt, suspendedAt }) => id === actorId && !deletedAt && !suspendedAt);
  return [actor ?? null, users.find(({ id }) => id === accountId) ?? null];
}

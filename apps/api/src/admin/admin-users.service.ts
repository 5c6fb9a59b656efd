import { Injectable } from '@nestjs/common';
import {
  type AdminSecurityEventPage,
  type AdminUser,
  type AdminUserPage,
  type AdminUsersQuery,
  canonicalIdentifier,
  type SecurityEventsQuery,
} from '@pixelboxx/shared';
import { mayAdminister } from '../account/index.ts';
import { LockoutService } from '../auth/lockout/index.ts';
import { SecurityEventsService } from '../auth/activity/index.ts';
import type { Prisma, User } from '../generated/prisma/client.ts';
import { latestIdFirst, paginate } from '../platform/database/pagination.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { includingDeleted } from '../platform/database/soft-delete.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { isId } from '../platform/identifiers.ts';
import type { Principal } from '../platform/http/security/principal.ts';

/** Users as staff see them, including suspended and deleted ones. */
@Injectable()
export class AdminUsersService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly lockout: LockoutService,
    private readonly securityEvents: SecurityEventsService,
  ) {}

  /** The latest first. @throws AppError VALIDATION_ERROR for an invalid cursor. */
  async list({ search, role, state, ...page }: AdminUsersQuery): Promise<AdminUserPage> {
    const wanted = { ...(search ? matching(search) : {}), ...(role && { role }), ...conditionOf(state) };
    const { rows, nextCursor } = await paginate(page, latestIdFirst, ({ after, ...query }) =>
      this.prisma.user.findMany({ where: { ...wanted, AND: after }, ...query }),
    );
    return { items: await this.describe(rows), nextCursor };
  }

  /** @throws AppError NOT_FOUND. */
  async find(id: string): Promise<AdminUser> {
    const [described] = await this.describe([await this.read(id)]);
    if (!described) throw new AppError('NOT_FOUND');
    return described;
  }

  /**
   * Moderators must not see addresses and devices of their colleagues, but can see their own.
   * @throws AppError NOT_FOUND, FORBIDDEN, VALIDATION_ERROR for an invalid cursor.
   */
  async listSecurityEvents(actor: Principal, id: string, query: SecurityEventsQuery): Promise<AdminSecurityEventPage> {
    const account = await this.read(id);
    if (actor.user.id !== account.id && !mayAdminister(actor.user, account)) throw new AppError('FORBIDDEN');
    return this.securityEvents.list(id, query);
  }

  private async read(id: string): Promise<User> {
    const user = await this.prisma.user.findFirst({ where: { id, ...includingDeleted } });
    if (!user) throw new AppError('NOT_FOUND');
    return user;
  }

  private async describe(users: readonly User[]): Promise<AdminUser[]> {
    const ids = users.map(({ id }) => id);
    const [sessions, locks] = await Promise.all([this.countLiveSessions(ids), this.lockout.lockedUntil(ids)]);
    return users.map((user) => ({
      ...user,
      createdAt: user.createdAt.toISOString(),
      suspendedAt: user.suspendedAt?.toISOString() ?? null,
      deletedAt: user.deletedAt?.toISOString() ?? null,
      lockedUntil: locks.get(user.id)?.toISOString() ?? null,
      liveSessions: sessions.get(user.id) ?? 0,
    }));
  }

  private async countLiveSessions(userIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.prisma.$queryRaw<{ userId: string; live: number }[]>`
      SELECT s.user_id AS "userId", count(*)::int AS live
        FROM sessions s JOIN users u ON u.id = s.user_id
       WHERE s.user_id = ANY(${userIds}::uuid[]) AND s.revoked_at IS NULL AND s.expires_at > now()
         AND s.auth_generation = u.auth_generation AND u.deleted_at IS NULL AND u.suspended_at IS NULL
       GROUP BY s.user_id`;
    return new Map(rows.map(({ userId, live }) => [userId, live]));
  }
}

function matching(search: string): Prisma.UserWhereInput {
  if (isId(search)) return { id: search };
  // Prisma does not escape the special characters of LIKE.
  const prefix = canonicalIdentifier(search)
    .toLowerCase()
    .replaceAll(/[\\%_]/g, (special) => `\\${special}`);
  return { OR: [{ usernameKey: { startsWith: prefix } }, { email: { startsWith: prefix } }] };
}

function conditionOf(state: AdminUsersQuery['state']): Prisma.UserWhereInput {
  if (state === 'ACTIVE') return { deletedAt: null, suspendedAt: null };
  if (state === 'SUSPENDED') return { deletedAt: null, suspendedAt: { not: null } };
  return state === 'DELETED' ? { deletedAt: { not: null } } : includingDeleted;
}

import { Injectable } from '@nestjs/common';
import {
  type CurrentUser,
  type PublicProfile,
  type UpdateProfileRequest,
  Username,
  type UsernameAvailability,
} from '@pixelboxx/shared';
import type { Prisma, User } from '../generated/prisma/client.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { includingDeleted } from '../platform/database/soft-delete.ts';
import { isUniqueViolation } from '../platform/database/unique-violation.ts';
import { AppError, fieldError } from '../platform/errors/app-error.ts';
import { EventOutbox } from '../platform/events/event-outbox.ts';
import { ReservedNames } from './reserved-names.service.ts';
import { currentUserOf, UserSnapshotsService } from './user-snapshots.service.ts';

/** What anyone may know of somebody. */
export type VisibleUser = Pick<User, 'id' | 'username' | 'displayName' | 'avatarUrl' | 'createdAt'>;
export type NewUser = Pick<User, 'username' | 'email' | 'passwordHash' | 'displayName'>;

@Injectable()
export class UsersService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly snapshots: UserSnapshotsService,
    private readonly events: EventOutbox,
    private readonly reserved: ReservedNames,
  ) {}

  async availability(username: string): Promise<UsernameAvailability> {
    if (!Username.safeParse(username).success) return { available: false, reason: 'INVALID' };
    if (this.reserved.has(username)) return { available: false, reason: 'RESERVED' };
    const taken = await this.prisma.user.findUnique({
      where: { usernameKey: username.toLowerCase(), ...includingDeleted },
      select: { id: true },
    });
    return taken ? { available: false, reason: 'TAKEN' } : { available: true };
  }

  async profile(username: string): Promise<PublicProfile> {
    const user = await this.findVisible(username);
    return { ...user, createdAt: user.createdAt.toISOString() };
  }

  /**
   * Somebody whom visitors may see, by their username in any case, and no more of them than that.
   * @throws AppError NOT_FOUND, also for users who left or are suspended.
   */
  async findVisible(username: string): Promise<VisibleUser> {
    const user = await this.prisma.user.findUnique({
      where: { usernameKey: username.toLowerCase(), deletedAt: null, suspendedAt: null },
      select: { id: true, username: true, displayName: true, avatarUrl: true, createdAt: true },
    });
    if (!user) throw new AppError('NOT_FOUND');
    return user;
  }

  /** Username, in any case, or e-mail, as `Identifier` has them; null when nobody can sign in by it. */
  findByIdentifier(identifier: string): Promise<User | null> {
    const key = identifier.toLowerCase();
    // A username cannot contain "@", so the two name spaces never meet.
    return this.prisma.user.findUnique({ where: key.includes('@') ? { email: key } : { usernameKey: key } });
  }

  /** @throws AppError VALIDATION_ERROR for a reserved name, USERNAME_TAKEN, EMAIL_TAKEN. */
  async assertFree(username: string, email: string): Promise<void> {
    if (this.reserved.has(username)) {
      throw fieldError('username', 'This username is reserved.');
    }
    const taken = await this.prisma.user.findMany({
      where: { OR: [{ usernameKey: username.toLowerCase() }, { email }], ...includingDeleted },
      select: { usernameKey: true },
    });
    if (taken.some((user) => user.usernameKey === username.toLowerCase())) throw usernameTaken();
    if (taken.length > 0) throw emailTaken();
  }

  /** Tells other features. @throws AppError USERNAME_TAKEN or EMAIL_TAKEN, decided by the database: of many at once one wins. */
  async create(tx: Prisma.TransactionClient, user: NewUser): Promise<User> {
    const created = await this.insert(tx, user);
    const { id } = created;
    await this.events.publish(tx, { subject: 'user.registered', aggregateId: id, data: { userId: id } });
    return created;
  }

  async updateProfile(userId: string, change: UpdateProfileRequest): Promise<CurrentUser> {
    const data = change.displayName === undefined ? {} : { displayName: change.displayName };
    const user = await this.prisma.transact(async (tx) => {
      const updated = await tx.user.update({ where: { id: userId }, data });
      await this.snapshots.announce(tx, 'user.updated', userId);
      return updated;
    });
    await this.snapshots.invalidate(userId);
    return currentUserOf(user);
  }

  /** The caller owns the transaction, and invalidates the user's snapshot after its commit. */
  async setAvatar(tx: Prisma.TransactionClient, userId: string, avatarUrl: string | null): Promise<CurrentUser> {
    const user = await tx.user.update({ where: { id: userId }, data: { avatarUrl } });
    await this.snapshots.announce(tx, 'user.updated', userId);
    return currentUserOf(user);
  }

  /** As `setAvatar` with null, if the avatar lies at `key`: the CDN in front of it may have been another one before. */
  async removeAvatarAt(tx: Prisma.TransactionClient, userId: string, key: string): Promise<void> {
    const where = { id: userId, avatarUrl: { endsWith: `/${key}` } };
    const { count } = await tx.user.updateMany({ where, data: { avatarUrl: null } });
    if (count > 0) await this.snapshots.announce(tx, 'user.updated', userId);
  }

  /** Until the transaction ends nobody else changes the user. */
  async lock(tx: Prisma.TransactionClient, userId: string): Promise<void> {
    await tx.$queryRaw`SELECT id FROM users WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
  }

  private async insert(tx: Prisma.TransactionClient, user: NewUser): Promise<User> {
    try {
      return await tx.user.create({ data: { ...user, usernameKey: user.username.toLowerCase() } });
    } catch (error) {
      if (isUniqueViolation(error)) throw violatedField(error) === 'email' ? emailTaken() : usernameTaken();
      throw error;
    }
  }
}

function usernameTaken(): AppError {
  return new AppError('USERNAME_TAKEN', { details: { fields: { username: ['This username is taken.'] } } });
}

function emailTaken(): AppError {
  return new AppError('EMAIL_TAKEN', { details: { fields: { email: ['An account with this e-mail exists.'] } } });
}

function violatedField(error: { meta?: unknown }): 'email' | 'username' {
  return JSON.stringify(error.meta ?? '').includes('email') ? 'email' : 'username';
}

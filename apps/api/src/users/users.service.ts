import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import {
  type CurrentUser,
  type PublicProfile,
  type UpdateProfileRequest,
  Username,
  type UsernameAvailability,
} from '@pixelboxx/shared';
import { Prisma, type User } from '../generated/prisma/client.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { includingDeleted } from '../platform/database/soft-delete.ts';
import { violatedIndex } from '../platform/database/unique-violation.ts';
import { AppError, fieldError } from '../platform/errors/app-error.ts';
import { EventOutbox } from '../platform/events/event-outbox.ts';
import { uuidv7 } from '../platform/identifiers.ts';
import type { Part } from '../platform/one-statement.ts';
import { ReservedNames } from './reserved-names.service.ts';
import { currentUserOf } from './current-user.ts';
import { UserSnapshotsService } from './user-snapshots.service.ts';

/** The public data of a user. */
export type VisibleUser = Pick<User, 'id' | 'username' | 'displayName' | 'avatarUrl' | 'createdAt'>;
export type NewUser = Pick<PreparedUser, 'username' | 'email' | 'passwordHash' | 'displayName'> &
  Partial<Pick<PreparedUser, 'id' | 'isVerified'>>;
export type PreparedUser = User & { readonly email: string };

@Injectable()
export class UsersService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly snapshots: UserSnapshotsService,
    private readonly events: EventOutbox,
    private readonly reserved: ReservedNames,
    private readonly clock: Clock,
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
   * Finds a user whom visitors can see, by username in any case; returns only public data.
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

  /** Whether an account has the address, even one that waits to be removed. `email`: in the form that `Email` produces. */
  async hasEmail(email: string): Promise<boolean> {
    return (await this.prisma.user.count({ where: { email, ...includingDeleted } })) > 0;
  }

  /** Prepares an account, which exists once the parts of `creationOf` are written. */
  prepare({ id = uuidv7(), username, email, passwordHash, displayName, isVerified = false }: NewUser): PreparedUser {
    const now = this.clock.now();
    return {
      id,
      username,
      usernameKey: username.toLowerCase(),
      email,
      emailClaim: 0,
      passwordHash,
      displayName,
      avatarUrl: null,
      isVerified,
      role: 'USER',
      language: null,
      authGeneration: 0,
      recoveringSince: null,
      devicesForgottenAt: null,
      factorGrantEndsAt: null,
      suspendedAt: null,
      suspendedReason: null,
      deletedAt: null,
      createdAt: now,
      updatedAt: now,
    };
  }

  /** Writes the account and notifies other features. Of parallel sign-ups with a name or an address, one wins: see `refusalOf`. */
  creationOf(user: PreparedUser): Part[] {
    const { id, username, usernameKey, email, passwordHash, displayName, isVerified, createdAt } = user;
    const sql = Prisma.sql`INSERT INTO users (id, username, username_key, email, password_hash, display_name, is_verified, created_at, updated_at)
      VALUES (${id}::uuid, ${username}, ${usernameKey}, ${email}, ${passwordHash}, ${displayName}, ${isVerified}, ${createdAt}, ${createdAt})`;
    return [{ sql }, ...this.events.parts({ subject: 'user.registered', aggregateId: id, data: { userId: id } })];
  }

  /** Maps a violated unique index to USERNAME_TAKEN or EMAIL_TAKEN; returns any other error unchanged. */
  refusalOf(error: unknown): unknown {
    const index = violatedIndex(error);
    if (index === 'users_username_key_key') return usernameTaken();
    return index === 'users_email_key' ? emailTaken() : error;
  }

  async updateProfile(userId: string, change: UpdateProfileRequest): Promise<CurrentUser> {
    const { displayName, language } = change;
    const data = { ...(displayName !== undefined && { displayName }), ...(language !== undefined && { language }) };
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

  /** Like `setAvatar` with null, if the avatar is at `key`, whatever CDN host its URL has: that may have changed. */
  async removeAvatarAt(tx: Prisma.TransactionClient, userId: string, key: string): Promise<void> {
    const where = { id: userId, avatarUrl: { endsWith: `/${key}` } };
    const { count } = await tx.user.updateMany({ where, data: { avatarUrl: null } });
    if (count > 0) await this.snapshots.announce(tx, 'user.updated', userId);
  }

  /** Locks the user's row until the transaction ends. */
  async lock(tx: Prisma.TransactionClient, userId: string): Promise<void> {
    await tx.$queryRaw`SELECT id FROM users WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
  }
}

function usernameTaken(): AppError {
  return new AppError('USERNAME_TAKEN', { details: { fields: { username: ['This username is taken.'] } } });
}

function emailTaken(): AppError {
  return new AppError('EMAIL_TAKEN', { details: { fields: { email: ['An account with this e-mail exists.'] } } });
}

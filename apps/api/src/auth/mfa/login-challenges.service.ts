import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { randomBytes } from 'node:crypto';
import type { Prisma, SignInChallenge, User } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { sha256Hex } from '../../platform/crypto/digests.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { lockAccount } from '../../users/index.ts';
import { AuthCookies, type ClientState, type ResponseCookie } from '../cookies/index.ts';

const challengeTtlSeconds = 5 * 60;

/** Attempts per right password, in addition to the account's own counters. */
const attemptsMax = 5;

/** The first proof, if it was not a password: a provider's assertion, or a mailed code. */
export interface FirstProof {
  readonly provider?: string;
  readonly byEmailCode?: boolean;
}

export type OpenChallenge = SignInChallenge & { user: User };

/**
 * Sign-ins that wait for their second factor. The browser holds 32 random bytes, Postgres their digest. A challenge can
 * be used once, by the browser that got it, and becomes invalid when the user's sessions end: by a new password or a
 * suspension.
 */
@Injectable()
export class LoginChallengesService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly cookies: AuthCookies,
    private readonly clock: Clock,
  ) {}

  /**
   * `user` is as read when the password, or what replaced it, was checked.
   * @returns the cookie for the browser
   */
  async issue(user: User, context: RequestContext, first: FirstProof = {}): Promise<ResponseCookie> {
    const token = randomBytes(32).toString('base64url');
    await this.prisma.signInChallenge.create({
      data: {
        userId: user.id,
        token: sha256Hex(token),
        authGeneration: user.authGeneration,
        device: deviceOf(context),
        ...first,
        expiresAt: new Date(this.clock.nowMs() + challengeTtlSeconds * 1000),
      },
    });
    return this.cookies.set('challenge', token, challengeTtlSeconds);
  }

  /** Checks without using anything up. Returns null unless this browser could complete the challenge now. */
  async find({ challengeToken: token }: ClientState, context: RequestContext): Promise<OpenChallenge | null> {
    if (token === undefined) return null;
    const challenge = await this.prisma.signInChallenge.findUnique({
      where: { token: sha256Hex(token) },
      include: { user: true },
    });
    if (challenge?.device !== deviceOf(context)) return null;
    return isOpen(challenge, this.clock.now()) && mayComplete(challenge, challenge.user) ? challenge : null;
  }

  /** Counts an attempt before it is made, so parallel attempts cannot exceed the limit. @throws AppError CHALLENGE_INVALID. */
  async countAttempt({ id }: SignInChallenge): Promise<void> {
    const { count } = await this.prisma.signInChallenge.updateMany({
      where: { id, usedAt: null, attempts: { lt: attemptsMax } },
      data: { attempts: { increment: 1 } },
    });
    if (count !== 1) throw new AppError('CHALLENGE_INVALID');
  }

  /**
   * Locks the challenge's user until the transaction ends, and returns their current state.
   * @throws AppError CHALLENGE_INVALID if their sessions have ended since the password was checked.
   */
  async lockUser(tx: Prisma.TransactionClient, challenge: SignInChallenge): Promise<User> {
    const user = await lockAccount(tx, challenge.userId);
    if (!user || !mayComplete(challenge, user)) throw new AppError('CHALLENGE_INVALID');
    return user;
  }

  /** Of several parallel uses, one succeeds. @throws AppError CHALLENGE_INVALID. */
  async use(tx: Prisma.TransactionClient, { id }: SignInChallenge): Promise<void> {
    const now = this.clock.now();
    const { count } = await tx.signInChallenge.updateMany({
      where: { id, usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
    });
    if (count !== 1) throw new AppError('CHALLENGE_INVALID');
  }
}

function isOpen({ usedAt, expiresAt, attempts }: SignInChallenge, now: Date): boolean {
  return usedAt === null && expiresAt > now && attempts < attemptsMax;
}

function mayComplete({ authGeneration }: SignInChallenge, user: User): boolean {
  return user.authGeneration === authGeneration && !user.deletedAt && !user.suspendedAt;
}

/** Does not include the IP address: phones change it between two steps. */
function deviceOf({ userAgent }: RequestContext): string {
  return sha256Hex(`sign-in device:${userAgent ?? ''}`);
}

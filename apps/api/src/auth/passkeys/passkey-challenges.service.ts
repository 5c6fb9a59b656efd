import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { randomBytes } from 'node:crypto';
import type { PasskeyChallengePurpose } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { sha256Hex } from '../../platform/crypto/digests.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { uuidv7 } from '../../platform/identifiers.ts';

export const passkeyChallengeTtlMs = 5 * 60_000;

/** Challenges for authenticators to sign. Stored in Postgres, so each works only once on any number of replicas. */
@Injectable()
export class PasskeyChallengesService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly clock: Clock,
  ) {}

  /** `userId`: the user who adds a passkey; null while it is unknown who signs in. 32 random bytes follow `prefix`. */
  async issue(
    purpose: PasskeyChallengePurpose,
    userId: string | null,
    prefix = Buffer.alloc(0),
  ): Promise<Buffer<ArrayBuffer>> {
    const challenge = Buffer.concat([prefix, randomBytes(32)]);
    const expiresAt = new Date(this.clock.nowMs() + passkeyChallengeTtlMs);
    await this.prisma.passkeyChallenge.create({ data: { challenge: digest(challenge), purpose, userId, expiresAt } });
    return challenge;
  }

  /** The challenge contains the future account's id: the authenticator receives it and returns it signed. */
  async issueForSignUp(): Promise<{ userId: string; challenge: Buffer<ArrayBuffer> }> {
    const userId = uuidv7();
    const challenge = await this.issue('SIGN_UP', null, Buffer.from(userId.replaceAll('-', ''), 'hex'));
    return { userId, challenge };
  }

  /** @returns the id. @throws AppError CHALLENGE_INVALID. */
  async takeForSignUp(challenge: string): Promise<string> {
    await this.take('SIGN_UP', null, challenge);
    const hex = Buffer.from(challenge, 'base64url').toString('hex').slice(0, 32);
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  /** Uses it up, whatever the outcome. @throws AppError CHALLENGE_INVALID if it is unknown, used, late or another user's. */
  async take(purpose: PasskeyChallengePurpose, userId: string | null, challenge: string): Promise<void> {
    const { count } = await this.prisma.passkeyChallenge.deleteMany({
      where: {
        challenge: digest(Buffer.from(challenge, 'base64url')),
        purpose,
        userId,
        expiresAt: { gt: this.clock.now() },
      },
    });
    if (count !== 1) throw new AppError('CHALLENGE_INVALID');
  }
}

function digest(challenge: Buffer): string {
  return sha256Hex(challenge);
}

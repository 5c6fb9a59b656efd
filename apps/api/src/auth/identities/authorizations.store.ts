import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { randomBytes } from 'node:crypto';
import type { AuthorizationPurpose, PendingAuthorization } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { sha256Hex } from '../../platform/crypto/digests.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { AuthCookies, type ClientState, type ResponseCookie } from '../cookies/index.ts';
import type { ProvenIdentity } from './providers/provider.ts';

/** Enough to type a password and a code at the provider, or to choose a username. */
const ttlSeconds = 10 * 60;

/** The user who begins, and their session. */
export interface Beginner {
  readonly userId: string;
  readonly sessionId: string;
}

/** Stored together with the purpose. */
export interface NewAuthorization {
  readonly provider: string;
  readonly purpose: AuthorizationPurpose;
  readonly beginner?: Beginner;
  /** Only with `REGISTER`. */
  readonly proven?: ProvenIdentity;
}

export interface BegunAuthorization {
  /** The browser's token; the secrets of the request are derived from it. */
  readonly token: string;
  readonly cookie: ResponseCookie;
}

/**
 * Browsers that were sent to a provider. Each holds 32 random bytes, Postgres their digest. The token can be used once,
 * by the browser that got it, on any replica. A browser has one at a time: beginning again replaces the earlier one.
 */
@Injectable()
export class AuthorizationsStore {
  constructor(
    private readonly prisma: PrismaService,
    private readonly cookies: AuthCookies,
    private readonly clock: Clock,
  ) {}

  /** Nothing is stored yet, since the request to the provider may fail. */
  prepare(): BegunAuthorization {
    const token = randomBytes(32).toString('base64url');
    return { token, cookie: this.cookies.set('authorization', token, ttlSeconds) };
  }

  async save(token: string, { provider, purpose, beginner, proven }: NewAuthorization): Promise<void> {
    await this.prisma.pendingAuthorization.create({
      data: {
        token: sha256Hex(token),
        provider,
        purpose,
        ...beginner,
        ...(proven && {
          issuer: proven.issuer,
          subject: proven.subject,
          email: proven.email,
          emailVerified: proven.emailVerified,
          imageUrl: proven.imageUrl,
        }),
        expiresAt: new Date(this.clock.nowMs() + ttlSeconds * 1000),
      },
    });
  }

  /** Looks it up without using it up. @throws AppError CHALLENGE_INVALID if this browser has nothing pending. */
  async find({ authorizationToken: token }: ClientState): Promise<PendingAuthorization & { readonly held: string }> {
    const pending =
      token === undefined
        ? null
        : await this.prisma.pendingAuthorization.findUnique({
            where: { token: sha256Hex(token), expiresAt: { gt: this.clock.now() } },
          });
    if (!pending || token === undefined) throw new AppError('CHALLENGE_INVALID');
    return { ...pending, held: token };
  }

  /** Uses it up, whatever the outcome. Of several parallel uses, one succeeds. @throws AppError CHALLENGE_INVALID. */
  async take({ token }: Pick<PendingAuthorization, 'token'>): Promise<void> {
    const { count } = await this.prisma.pendingAuthorization.deleteMany({
      where: { token, expiresAt: { gt: this.clock.now() } },
    });
    if (count !== 1) throw new AppError('CHALLENGE_INVALID');
  }

  cleared(): ResponseCookie {
    return this.cookies.clear('authorization');
  }
}

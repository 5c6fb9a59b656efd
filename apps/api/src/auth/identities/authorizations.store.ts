import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { randomBytes } from 'node:crypto';
import type { AuthorizationPurpose, PendingAuthorization } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { sha256Hex } from '../../platform/crypto/digests.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { AuthCookies, type ClientState, type ResponseCookie } from '../cookies/index.ts';
import type { ProvenIdentity } from './providers/provider.ts';

/** For typing a password and a code at the provider; for choosing a username. */
const ttlSeconds = 10 * 60;

/** Who begins, in which session. */
export interface Beginner {
  readonly userId: string;
  readonly sessionId: string;
}

/** What is stored with the purpose. */
export interface NewAuthorization {
  readonly provider: string;
  readonly purpose: AuthorizationPurpose;
  readonly beginner?: Beginner;
  /** With `REGISTER`. */
  readonly proven?: ProvenIdentity;
}

export interface BegunAuthorization {
  /** What the browser holds; the secrets of the request are derived from it. */
  readonly token: string;
  readonly cookie: ResponseCookie;
}

/**
 * Browsers that were sent to a provider. Each holds 32 random bytes, Postgres their digest. Used once, by the browser that
 * got them, on whichever replica. One at a time: whoever begins again has given up what was begun before.
 */
@Injectable()
export class AuthorizationsStore {
  constructor(
    private readonly prisma: PrismaService,
    private readonly cookies: AuthCookies,
    private readonly clock: Clock,
  ) {}

  /** Nothing is stored yet: what the provider is asked for with it may fail. */
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

  /** A first look, which takes nothing. @throws AppError CHALLENGE_INVALID when nothing waits in this browser. */
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

  /** Uses it up, whatever comes of it. Of several at once one succeeds. @throws AppError CHALLENGE_INVALID. */
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

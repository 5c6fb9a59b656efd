import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { emailCodeMinutes } from '@pixelboxx/shared';
import { createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import type { Prisma, SignInCode, User } from '../../generated/prisma/client.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { sha256Hex } from '../../platform/crypto/digests.ts';
import { deriveKeys } from '../../platform/crypto/key-ring.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { lockAccount } from '../../users/index.ts';
import { AuthCookies, type ClientState, type ResponseCookie } from '../cookies/index.ts';
import { expiryAfter, hashMailToken, isUsable, newMailToken } from '../emails/index.ts';

const ttlSeconds = emailCodeMinutes * 60;
const digits = 8;

/** Tries at one code, beside what bounds those of an account (`lockout-policy.ts`). */
const triesMax = 5;

/** What a mailbox gets to read; only digests of it are stored. */
export interface MailedCode {
  /** Eight digits. */
  readonly code: string;
  /** Of the link. */
  readonly token: string;
}

/** For whom, and where, a code is. */
export interface CodePlace {
  /** As `Email` writes it. */
  readonly email: string;
  /** Digest of what the browser holds, hexadecimal. */
  readonly browser: string;
}

/**
 * Codes that were mailed for signing in. Each is of the browser that asked, which holds 32 random bytes, and of one mailbox: a
 * newer one takes its place, and no other browser’s. So a stranger who asks with somebody’s address voids nothing of theirs.
 */
@Injectable()
export class SignInCodes {
  /** The first makes codes, all know them again. */
  private readonly keys: readonly [current: Buffer, ...former: Buffer[]];

  constructor(
    private readonly prisma: PrismaService,
    private readonly cookies: AuthCookies,
    private readonly clock: Clock,
    @InjectConfig() config: Config,
  ) {
    this.keys = deriveKeys(config.secrets.dataEncryption, 'sign-in codes');
  }

  /** What the browser is to hold: what it has, if it has asked before, since a code that is on its way stays good then. */
  bind({ emailCodeToken: held }: ClientState): { browser: string; cookie: ResponseCookie } {
    const isOurs = held !== undefined && /^[\w-]{43}$/.test(held);
    const token = isOurs ? held : randomBytes(32).toString('base64url');
    return { browser: sha256Hex(token), cookie: this.cookies.set('emailCode', token, ttlSeconds) };
  }

  browserOf({ emailCodeToken }: ClientState): string {
    return sha256Hex(emailCodeToken ?? '');
  }

  cleared(): ResponseCookie {
    return this.cookies.clear('emailCode');
  }

  /** In the place of the one before. The caller holds the account's lock; `user` null: nobody can be signed in by it. */
  async replace(tx: Prisma.TransactionClient, { email, browser }: CodePlace, user: User | null): Promise<MailedCode> {
    const [key] = this.keys;
    const mailbox = mailboxOf(key, email);
    const code = String(randomInt(10 ** digits)).padStart(digits, '0');
    const { token, hash } = newMailToken();
    const content = {
      userId: user?.id ?? null,
      authGeneration: user?.authGeneration ?? 0,
      codeHash: hashOf(key, { browser, mailbox }, code),
      token: hash,
      attempts: 0,
      usedAt: null,
      expiresAt: expiryAfter(ttlSeconds, this.clock.now()),
    };
    await tx.signInCode.upsert({
      where: { browser_mailbox: { browser, mailbox } },
      create: { browser, mailbox, ...content },
      update: content,
    });
    return { code, token };
  }

  /**
   * Counts a try before it is known whether it is right, so that many at once cannot get past the limit. It writes the same for
   * an address that is no account's. Null unless this is the code.
   */
  async take({ email, browser }: CodePlace, typed: string): Promise<SignInCode | null> {
    const tried = await this.prisma.signInCode.updateManyAndReturn({
      where: {
        browser,
        mailbox: { in: this.keys.map((key) => mailboxOf(key, email)) },
        usedAt: null,
        expiresAt: { gt: this.clock.now() },
        attempts: { lt: triesMax },
      },
      data: { attempts: { increment: 1 } },
    });
    const code = typed.replaceAll(/[\s-]/g, '');
    return tried.find((row) => this.matches(row, code)) ?? null;
  }

  /** A first look at what a link belongs to, which uses nothing up; null unless somebody could be signed in by it. */
  async find(token: string): Promise<SignInCode | null> {
    const row = await this.prisma.signInCode.findUnique({ where: { token: hashMailToken(token) } });
    return row && row.userId !== null && isUsable(row, this.clock.now()) ? row : null;
  }

  /**
   * Uses it up, code and link at once. Of several at once one succeeds.
   * @returns whom it signs in, locked until the transaction ends; null when it was used meanwhile, or is theirs no more: their
   *   sessions were ended since, their address is another one, they were suspended or reported a theft
   */
  async redeem(
    tx: Prisma.TransactionClient,
    { id, token, userId, mailbox, authGeneration }: SignInCode,
  ): Promise<(User & { readonly email: string }) | null> {
    const user = userId === null ? null : await lockAccount(tx, userId);
    const now = this.clock.now();
    // By its token, too: a newer one may have taken its place.
    const where = { id, token, usedAt: null, expiresAt: { gt: now } };
    const { count } = await tx.signInCode.updateMany({ where, data: { usedAt: now } });
    if (count !== 1 || !user || user.suspendedAt || user.recoveringSince) return null;
    const { email } = user;
    const isTheirs = email !== null && this.keys.some((key) => mailboxOf(key, email) === mailbox);
    return isTheirs && user.authGeneration === authGeneration ? { ...user, email } : null;
  }

  private matches({ browser, mailbox, codeHash }: SignInCode, code: string): boolean {
    const mailed = Buffer.from(codeHash);
    return this.keys.some((key) => timingSafeEqual(mailed, Buffer.from(hashOf(key, { browser, mailbox }, code))));
  }
}

/** Keyed, since addresses can be guessed by whoever has a copy of the table. */
function mailboxOf(key: Buffer, email: string): string {
  return createHmac('sha256', key).update(`mailbox:${email}`).digest('hex');
}

/** Keyed, since eight digits are searched in no time; bound to where the code may be typed. */
function hashOf(key: Buffer, { browser, mailbox }: Pick<SignInCode, 'browser' | 'mailbox'>, code: string): string {
  return createHmac('sha256', key).update(`code:${browser}:${mailbox}:${code}`).digest('hex');
}

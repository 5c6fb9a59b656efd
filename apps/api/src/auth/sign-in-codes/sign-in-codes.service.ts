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

/** Attempts per code, in addition to the limits per account (`lockout-policy.ts`). */
const triesMax = 5;

/** The contents of the email; only digests of them are stored. */
export interface MailedCode {
  /** Eight digits. */
  readonly code: string;
  /** The token of the link. */
  readonly token: string;
}

/** The mailbox and the browser that a code belongs to. */
export interface CodePlace {
  /** In the form that `Email` produces. */
  readonly email: string;
  /** Digest of the browser's token, hexadecimal. */
  readonly browser: string;
}

/**
 * Codes mailed for signing in. Each belongs to one mailbox and to the browser that requested it, which holds 32 random
 * bytes. A newer code replaces it, but none of another browser, so a stranger who types somebody's address voids
 * nothing.
 */
@Injectable()
export class SignInCodes {
  /** The first makes codes, all verify them. */
  private readonly keys: readonly [current: Buffer, ...former: Buffer[]];

  constructor(
    private readonly prisma: PrismaService,
    private readonly cookies: AuthCookies,
    private readonly clock: Clock,
    @InjectConfig() config: Config,
  ) {
    this.keys = deriveKeys(config.secrets.dataEncryption, 'sign-in codes');
  }

  /** The token for the browser. A browser that has requested a code before keeps its token, so a code on its way stays valid. */
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

  /** Replaces the previous code. The caller holds the account's lock. `user` null: the code can sign nobody in. */
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
   * Counts an attempt before it is checked, so parallel attempts cannot exceed the limit. Writes the same for an
   * address without an account. Returns null unless this is the code.
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

  /** Looks up the code of a link without using it up; null unless somebody could be signed in by it. */
  async find(token: string): Promise<SignInCode | null> {
    const row = await this.prisma.signInCode.findUnique({ where: { token: hashMailToken(token) } });
    return row && row.userId !== null && isUsable(row, this.clock.now()) ? row : null;
  }

  /**
   * Uses up code and link together. Of several parallel uses, one succeeds.
   * @returns the user, locked until the transaction ends; null if the code was used meanwhile or is no longer valid:
   * the user's sessions were ended, the address changed, or the user was suspended or reported a theft
   */
  async redeem(
    tx: Prisma.TransactionClient,
    { id, token, userId, mailbox, authGeneration }: SignInCode,
  ): Promise<(User & { readonly email: string }) | null> {
    const user = userId === null ? null : await lockAccount(tx, userId);
    const now = this.clock.now();
    // Also by its token, since a newer code may have replaced it.
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

/** Keyed, since an attacker with a copy of the table could guess addresses. */
function mailboxOf(key: Buffer, email: string): string {
  return createHmac('sha256', key).update(`mailbox:${email}`).digest('hex');
}

/** Keyed, since eight digits are searched in no time; bound to the browser and mailbox of the code. */
function hashOf(key: Buffer, { browser, mailbox }: Pick<SignInCode, 'browser' | 'mailbox'>, code: string): string {
  return createHmac('sha256', key).update(`code:${browser}:${mailbox}:${code}`).digest('hex');
}

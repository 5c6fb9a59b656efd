import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { deletionGraceDays } from '@pixelboxx/shared';
import type { AccountLink, AccountLinkKind, Prisma, User } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { expiryAfter, hashMailToken, isUsable, newMailToken, usable } from './email-token.ts';

/** Links in notices are valid as long as a deleted account can be restored: an owner has 14 days for either. */
export const accountLinkTtlSeconds = deletionGraceDays * 24 * 3600;

type Holder = Pick<User, 'id' | 'isVerified' | 'emailClaim'> & { readonly email: string };

/**
 * Links that let a mailbox act on an account without signing in. Each carries the claim of its mailbox: a number that
 * orders the account's mailboxes by time. Using a link voids all links of the same and of later mailboxes, but none of
 * earlier ones (docs/adr/0017-who-owns-an-account-after-a-report.md).
 */
@Injectable()
export class AccountLinksService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly clock: Clock,
  ) {}

  /** The caller holds the account's lock and mails the link to the holder's address. @returns the token */
  async issue(tx: Prisma.TransactionClient, holder: Holder, kind: AccountLinkKind): Promise<string> {
    const { token, hash } = newMailToken();
    await tx.accountLink.create({
      data: {
        userId: holder.id,
        kind,
        token: hash,
        mailbox: holder.email,
        claim: holder.emailClaim,
        restoreEmail: holder.isVerified ? holder.email : null,
        expiresAt: expiryAfter(accountLinkTtlSeconds, this.clock.now()),
      },
    });
    return token;
  }

  /** Checks the link without using it up. @throws AppError TOKEN_INVALID. */
  async find(token: string, kind: AccountLinkKind): Promise<AccountLink> {
    const link = await this.prisma.accountLink.findUnique({ where: { token: hashMailToken(token) } });
    if (link?.kind !== kind || !isUsable(link, this.clock.now())) throw new AppError('TOKEN_INVALID');
    return link;
  }

  /** The caller holds the account's lock. @returns the time of use. @throws AppError TOKEN_INVALID if used or voided meanwhile. */
  async use(tx: Prisma.TransactionClient, { token }: AccountLink): Promise<Date> {
    const usedAt = this.clock.now();
    const used = await tx.accountLink.updateMany({ where: usable(token, usedAt), data: { usedAt } });
    if (used.count !== 1) throw new AppError('TOKEN_INVALID');
    return usedAt;
  }

  /** Voids links of this claim and of later ones. Their rows stay until they expire: they record which mailbox came first. */
  async voidFrom(tx: Prisma.TransactionClient, userId: string, claim: number): Promise<void> {
    const where = { userId, usedAt: null, claim: { gte: claim } };
    await tx.accountLink.updateMany({ where, data: { usedAt: this.clock.now() } });
  }

  /** The claim that `email` has, or would get, on the account. The caller holds the lock. */
  async claimOf(tx: Prisma.TransactionClient, user: User, email: string): Promise<number> {
    if (email === user.email) return user.emailClaim;
    const links = await tx.accountLink.findMany({
      where: { userId: user.id, expiresAt: { gt: this.clock.now() } },
      select: { mailbox: true, claim: true },
    });
    const own = links.filter(({ mailbox }) => mailbox === email).map(({ claim }) => claim);
    if (own.length > 0) return Math.min(...own);
    return Math.max(user.emailClaim, ...links.map(({ claim }) => claim)) + 1;
  }
}

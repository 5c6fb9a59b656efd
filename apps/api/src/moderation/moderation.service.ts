import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import {
  type ModerationQuery,
  type ModerationUpload,
  type ModerationUploadPage,
  ScreeningScores,
  type SecurityEventType,
} from '@pixelboxx/shared';
import { type AdminContext, lockBoth, mayAdminister } from '../account/index.ts';
import { SecurityEventsService } from '../auth/activity/index.ts';
import type { Prisma, User } from '../generated/prisma/client.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { oldestFirst, paginate } from '../platform/database/pagination.ts';
import { AppError } from '../platform/errors/app-error.ts';
import type { Principal } from '../platform/http/security/principal.ts';
import { MailService } from '../platform/mail/mail.service.ts';
import { ModerationDecisionsService } from '../uploads/screening/index.ts';
import { UploadRemoval, UploadUrls } from '../uploads/library/index.ts';
import { composeEmail, languageOf } from '../emails/index.ts';

/** Staff must not see a private image unless screening holds it back. */
const reviewable = {
  status: 'READY',
  OR: [{ visibility: 'PUBLIC' }, { screening: 'FLAGGED' }],
} satisfies Prisma.UploadWhereInput;

const withOwner = {
  user: { select: { id: true, username: true, displayName: true, avatarUrl: true, role: true } },
} satisfies Prisma.UploadInclude;

type OwnedUpload = Prisma.UploadGetPayload<{ include: typeof withOwner }>;

/** Others may decide about the same image at the same time; reading it again resolves that. */
const attempts = 3;

/** Staff decisions about images that screening holds back. */
@Injectable()
export class ModerationService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly uploadUrls: UploadUrls,
    private readonly decisions: ModerationDecisionsService,
    private readonly removal: UploadRemoval,
    private readonly securityEvents: SecurityEventsService,
    private readonly mail: MailService,
    private readonly clock: Clock,
  ) {}

  /**
   * Images that the principal can decide about, the oldest first.
   * @throws AppError VALIDATION_ERROR for an invalid cursor
   */
  async list({ user: actor }: Principal, { screening, ...page }: ModerationQuery): Promise<ModerationUploadPage> {
    const reach = actor.role === 'ADMIN' ? { id: { not: actor.id } } : { role: 'USER' as const };
    const user = { deletedAt: null, ...reach };
    const { rows, nextCursor } = await paginate(page, oldestFirst, ({ after, ...query }) =>
      this.prisma.upload.findMany({
        where: { AND: [reviewable, after], screening, user },
        include: withOwner,
        ...query,
      }),
    );
    return { items: await Promise.all(rows.map((row) => this.describe(row))), nextCursor };
  }

  /** Makes the image visible as its owner wants. Also succeeds if it is approved already. @throws AppError NOT_FOUND, FORBIDDEN */
  async approve(id: string, act: AdminContext): Promise<ModerationUpload> {
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const upload = await this.require(this.prisma, id, act);
      if (upload.screening === 'APPROVED') return this.describe(upload);
      const facts = { reviewedAt: this.clock.now(), reviewedById: act.actor.user.id };
      const isApplied = await this.decisions.apply(upload, { screening: 'APPROVED', facts }, async (tx) => {
        await this.authorize(tx, upload.userId, act);
        await this.record(tx, 'UPLOAD_APPROVED', upload.userId, act);
      });
      if (!isApplied) continue;
      const approved = await this.prisma.upload.findFirst({ where: { id }, include: withOwner });
      if (!approved) throw new AppError('NOT_FOUND');
      return this.describe(approved);
    }
    throw new AppError('SERVICE_UNAVAILABLE', { details: { retryAfterSeconds: 1 } });
  }

  /** Removes it as its owner would, and mails them the reason. @throws AppError NOT_FOUND, FORBIDDEN */
  async remove(id: string, reason: string, act: AdminContext): Promise<void> {
    const { userId } = await this.require(this.prisma, id, act);
    const removed = await this.prisma.transact(async (tx) => {
      const owner = await this.authorize(tx, userId, act);
      const marked = await this.removal.mark(tx, await this.require(tx, id, act), 'moderator');
      await this.record(tx, 'UPLOAD_REMOVED', userId, act);
      if (owner.email !== null) {
        const content = composeEmail('removal', languageOf(owner), { username: owner.username, reason });
        await this.mail.post(tx, { to: owner.email, email: content });
      }
      return marked;
    });
    await this.removal.finish(removed);
  }

  private async require(client: Prisma.TransactionClient, id: string, { actor }: AdminContext): Promise<OwnedUpload> {
    const where = { id, ...reviewable, user: { deletedAt: null } };
    const upload = await client.upload.findFirst({ where, include: withOwner });
    if (!upload) throw new AppError('NOT_FOUND');
    if (!mayAdminister(actor.user, upload.user)) throw new AppError('FORBIDDEN');
    return upload;
  }

  /** Decided on the current rows, with both locked: a moderator demoted a moment ago can no longer act. */
  private async authorize(tx: Prisma.TransactionClient, ownerId: string, { actor }: AdminContext): Promise<User> {
    const [principal, owner] = await lockBoth(tx, actor.user.id, ownerId);
    if (!owner) throw new AppError('NOT_FOUND');
    if (!principal || !mayAdminister(principal, owner)) throw new AppError('FORBIDDEN');
    return owner;
  }

  private record(
    tx: Prisma.TransactionClient,
    type: SecurityEventType,
    userId: string,
    { actor, context }: AdminContext,
  ) {
    return this.securityEvents.record(tx, { type, userId, sessionId: null, context, actorId: actor.user.id });
  }

  private async describe(upload: OwnedUpload): Promise<ModerationUpload> {
    return {
      ...(await this.uploadUrls.viewOf(upload)),
      owner: upload.user,
      scores: ScreeningScores.nullable().parse(upload.scores),
      screenedAt: upload.screenedAt?.toISOString() ?? null,
      reviewedAt: upload.reviewedAt?.toISOString() ?? null,
    };
  }
}

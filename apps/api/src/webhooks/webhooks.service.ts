import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { SecurityEventType } from '@pixelboxx/shared';
import {
  type CreateWebhookRequest,
  type UpdateWebhookRequest,
  type Webhook,
  webhookLimits,
  type WebhookPage,
  type WebhooksQuery,
  type WebhookWithSecret,
} from '@pixelboxx/shared/features/webhooks';
import { type AdminContext, requireAdministrator } from '../account/index.ts';
import { SecurityEventsService } from '../auth/activity/index.ts';
import type { Prisma, Webhook as WebhookRow } from '../generated/prisma/client.ts';
import { latestFirst, paginate } from '../platform/database/pagination.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { AppError, fieldError } from '../platform/errors/app-error.ts';
import { allowsVersion, type IfMatch, versionConflict, versionIn } from '../platform/http/contract/version.ts';
import { uuidv7 } from '../platform/identifiers.ts';
import { OutgoingHttp } from '../platform/outgoing-http/outgoing-http.ts';
import { DeliveriesStore } from './deliveries.store.ts';
import { formerSecretHours } from './delivery-schedule.ts';
import { WebhookDirectory } from './webhook-directory.ts';
import { WebhookSecrets } from './webhook-secrets.ts';

/** Receivers of events, managed by administrators. The audit trail records every change. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly http: OutgoingHttp,
    private readonly secrets: WebhookSecrets,
    private readonly directory: WebhookDirectory,
    private readonly deliveries: DeliveriesStore,
    private readonly securityEvents: SecurityEventsService,
    private readonly clock: Clock,
  ) {}

  /** The latest first. @throws AppError VALIDATION_ERROR for an invalid cursor */
  async list(page: WebhooksQuery): Promise<WebhookPage> {
    const { rows, nextCursor } = await paginate(page, latestFirst, ({ after, ...query }) =>
      this.prisma.webhook.findMany({ where: after, ...query }),
    );
    return { items: rows.map((row) => this.viewOf(row)), nextCursor };
  }

  /** @throws AppError NOT_FOUND */
  async find(id: string): Promise<Webhook> {
    return this.viewOf(await this.require(id));
  }

  /** @throws AppError FORBIDDEN, WEBHOOK_LIMIT_REACHED; VALIDATION_ERROR for a URL that cannot be reached from here */
  async create({ name, url, subjects }: CreateWebhookRequest, act: AdminContext): Promise<WebhookWithSecret> {
    this.assertReachable(url);
    const id = uuidv7(this.clock.nowMs());
    const { secret, sealed } = this.secrets.create(id);
    const row = await this.change(id, act, 'WEBHOOK_CREATED', async (tx) => {
      // Parallel requests by one administrator are serialized; by two, they can exceed the limit, which is a courtesy.
      if ((await tx.webhook.count()) >= webhookLimits.webhooks) throw new AppError('WEBHOOK_LIMIT_REACHED');
      const data = { id, name, url, subjects: unique(subjects), sealedSecret: sealed };
      return tx.webhook.create({ data });
    });
    return { webhook: this.viewOf(row), secret };
  }

  /**
   * An update without any change does not raise the version.
   * @throws AppError NOT_FOUND, FORBIDDEN, VERSION_CONFLICT, VALIDATION_ERROR
   */
  async update(id: string, change: UpdateWebhookRequest, ifMatch: IfMatch, act: AdminContext): Promise<Webhook> {
    const row = await this.require(id);
    if (!allowsVersion(ifMatch, row.version)) throw versionConflict(row.version);
    if (change.url !== undefined) this.assertReachable(change.url);
    const data = changedIn(row, change);
    if (Object.keys(data).length === 0) return this.viewOf(row);
    const changed = await this.change(id, act, 'WEBHOOK_CHANGED', async (tx) => {
      const where = { id, ...versionIn(ifMatch) };
      const [updated] = await (data.isEnabled === false
        ? this.deliveries.disable(tx, where, data)
        : tx.webhook.updateManyAndReturn({ where, data: { ...data, version: { increment: 1 } } }));
      if (!updated) throw await this.conflict(id);
      return updated;
    });
    return this.viewOf(changed);
  }

  /** Also deletes its deliveries. @throws AppError NOT_FOUND, FORBIDDEN, VERSION_CONFLICT */
  async remove(id: string, ifMatch: IfMatch, act: AdminContext): Promise<void> {
    await this.change(id, act, 'WEBHOOK_DELETED', async (tx) => {
      const { count } = await tx.webhook.deleteMany({ where: { id, ...versionIn(ifMatch) } });
      if (count === 0) throw await this.conflict(id);
    });
  }

  /**
   * The current secret also signs for another day, so that receivers can switch at their convenience.
   * @throws AppError NOT_FOUND, FORBIDDEN
   */
  async rotateSecret(id: string, act: AdminContext): Promise<WebhookWithSecret> {
    const { secret, sealed } = this.secrets.create(id);
    const row = await this.change(id, act, 'WEBHOOK_SECRET_ROTATED', async (tx) => {
      const [updated] = await tx.$queryRaw<{ id: string }[]>`
        UPDATE webhooks SET former_sealed_secret = sealed_secret, sealed_secret = ${sealed}, version = version + 1,
               former_secret_until = now() + ${formerSecretHours} * interval '1 hour'
         WHERE id = ${id}::uuid RETURNING id`;
      if (!updated) throw new AppError('NOT_FOUND');
      return tx.webhook.findUniqueOrThrow({ where: { id } });
    });
    return { webhook: this.viewOf(row), secret };
  }

  private async change<Result>(
    id: string,
    act: AdminContext,
    type: SecurityEventType,
    work: (tx: Prisma.TransactionClient) => Promise<Result>,
  ): Promise<Result> {
    const result = await this.prisma.transact(async (tx) => {
      await requireAdministrator(tx, act);
      const done = await work(tx);
      await this.directory.note(tx);
      const { actor, context } = act;
      await this.securityEvents.record(tx, {
        type,
        userId: actor.user.id,
        sessionId: actor.sessionId,
        context,
        detail: { webhookId: id },
      });
      return done;
    });
    await this.directory.invalidate(id);
    return result;
  }

  /** Early feedback for the administrator: the name may resolve differently at delivery, where `OutgoingHttp` checks it. */
  private assertReachable(url: string): void {
    if (this.http.accepts(new URL(url))) return;
    throw fieldError('url', 'Use an address of the internet that begins with “https://”.');
  }

  private async require(id: string): Promise<WebhookRow> {
    const row = await this.prisma.webhook.findUnique({ where: { id } });
    if (!row) throw new AppError('NOT_FOUND');
    return row;
  }

  private async conflict(id: string): Promise<AppError> {
    return versionConflict((await this.require(id)).version);
  }

  private viewOf(row: WebhookRow): Webhook {
    const { id, name, url, subjects, isEnabled, disabledReason, version } = row;
    const former = row.formerSecretUntil;
    return {
      ...{ id, name, url, subjects, isEnabled, disabledReason, version },
      failingSince: row.failingSince?.toISOString() ?? null,
      formerSecretUntil: former && former > this.clock.now() ? former.toISOString() : null,
      createdAt: row.createdAt.toISOString(),
    };
  }
}

const unique = (subjects: readonly string[]): string[] => [...new Set(subjects)].sort();

/** The fields of the request that differ from the row. A new URL, or switching it on, resets the failures. */
function changedIn(row: WebhookRow, { name, url, subjects, isEnabled }: UpdateWebhookRequest) {
  const wanted = subjects && unique(subjects);
  const isOther = (url !== undefined && url !== row.url) || (isEnabled === true && !row.isEnabled);
  return {
    ...(name !== undefined && name !== row.name && { name }),
    ...(url !== undefined && url !== row.url && { url }),
    ...(wanted && wanted.join() !== row.subjects.join() && { subjects: wanted }),
    ...(isEnabled !== undefined && isEnabled !== row.isEnabled && { isEnabled, disabledReason: null }),
    ...(isOther && { failures: 0, failingSince: null, pausedUntil: null }),
  };
}

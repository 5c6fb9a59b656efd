import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ConcurrencyLimiter } from '@pixelboxx/node-kit';
import { type AnyStreamEvent, streamGap } from '@pixelboxx/shared';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import type { Prisma } from '../../generated/prisma/client.ts';
import { PrismaService } from '../database/prisma.service.ts';
import { isUnavailable } from '../errors/unavailable.ts';
import type { StreamItem } from '../http/stream/stream-item.ts';
import { InvalidationFeed } from '../invalidation/invalidation-feed.ts';
import { decodeCursor, encodeCursor, endOfFeed, type FeedCursor } from './feed-cursor.ts';
import type { FeedName } from './feed-name.ts';
import { appendStatement, type FeedPage, type NewFeedEntry, readEntries } from './feed-store.ts';
import { Followers } from './followers.ts';
import { feedRetentionDays } from './feed-retention.ts';

/** A day less than entries are kept: a transaction may have begun long before its entry became readable. */
const maxCursorAgeSeconds = (feedRetentionDays - 1) * 86_400;
const pageSize = 100;
/** However quiet the feed is: in case a wake-up was lost, and so that its followers' cursors do not expire. */
const rereadMs = 60_000;
const retryMs = 1_000;

export interface FollowOptions<Event extends AnyStreamEvent> {
  /** The position to continue from, as it was issued; null begins with what happens from now on. */
  readonly after: string | null;
  readonly signal: AbortSignal;
  /** The feed's events. Entries that do not match, such as those of a newer release, are skipped. */
  readonly schema: z.ZodType<Event>;
}

/**
 * Ordered, resumable feeds: every follower reads what a transaction appends exactly once, all of them in the same order,
 * that of commits, on any replica, however often they reconnect (ADR 23). An entry becomes readable when every transaction
 * that began before its own has ended.
 */
@Injectable()
export class Feed implements OnApplicationShutdown {
  private readonly followers = new Followers();
  /** Thousands can be woken at the same time, and others need the pool too. */
  private readonly readings = new ConcurrencyLimiter({ concurrent: 4, queued: Infinity });
  private readonly unlisten: () => void;
  private release: (() => void) | undefined;

  constructor(
    private readonly prisma: PrismaService,
    private readonly invalidations: InvalidationFeed,
  ) {
    this.unlisten = invalidations.listen('feed', {
      forget: () => undefined,
      // Not earlier: until then the entry could not be read.
      settle: (feed) => this.followers.wake(feed),
      forgetAll: () => this.followers.wakeAll(),
    });
  }

  onApplicationShutdown(): void {
    this.unlisten();
  }

  /** Writes an entry in the transaction of the change it describes; writes nothing if the user is gone. */
  async append(tx: Pick<Prisma.TransactionClient, '$executeRaw'>, feed: FeedName, entry: NewFeedEntry): Promise<void> {
    await tx.$executeRaw(appendStatement(feed, entry));
  }

  /** At most `limit` entries after a position. */
  read(feed: FeedName, after: FeedCursor, limit = pageSize): Promise<FeedPage> {
    return readEntries(this.prisma, feed.name, after, limit);
  }

  /**
   * The entries as they arrive, until the signal is aborted: for a stream to `yield*`. Yields its starting position first,
   * or a gap if `after` comes from another database, or is older than the entries kept.
   * @throws the database's error at first; later it waits for the database to come back
   */
  async *follow<Event extends AnyStreamEvent>(
    feed: FeedName,
    { after, signal, schema }: FollowOptions<Event>,
  ): AsyncGenerator<StreamItem<Event>, void, undefined> {
    const follower = this.followers.add(feed.name);
    this.release ??= this.invalidations.hold();
    try {
      const known = after === null ? endOfFeed : decodeCursor(after);
      let page = await this.readInTurn(feed, known ?? endOfFeed, signal);
      const isLost = after !== null && (known === null || isBeyond(known, page.end));
      if (isLost) page = { ...page, entries: [] };
      if (isLost) yield { type: streamGap, id: encodeCursor(page.end) };
      else if (page.entries.length === 0) yield { id: encodeCursor(page.end) };
      while (!signal.aborted) {
        for (const { cursor, type, data } of page.entries) {
          const id = encodeCursor(cursor);
          const { success, data: event } = schema.safeParse({ type, data });
          yield success ? { ...event, id } : { id };
        }
        const isAll = page.entries.length < pageSize;
        const place = isAll ? page.end : (page.entries.at(-1)?.cursor ?? page.end);
        if (isAll && !(await follower.wait(rereadMs * (0.5 + Math.random() / 2), signal)) && goesOn(signal))
          yield { id: encodeCursor(place) };
        follower.beforeReading();
        page = (await this.readPatiently(feed, place, signal)) ?? { entries: [], end: place };
      }
    } finally {
      this.followers.remove(feed.name, follower);
      if (this.followers.isEmpty) {
        this.release();
        this.release = undefined;
      }
    }
  }

  private readInTurn(feed: FeedName, after: FeedCursor, signal: AbortSignal): Promise<FeedPage> {
    return this.readings.run(() => this.read(feed, after), signal);
  }

  /** However long the database is down. Null once nobody waits any more. */
  private async readPatiently(feed: FeedName, after: FeedCursor, signal: AbortSignal): Promise<FeedPage | null> {
    while (!signal.aborted) {
      try {
        return await this.readInTurn(feed, after, signal);
      } catch (error) {
        if (goesOn(signal) && !isUnavailable(error)) throw error;
        await sleep(retryMs * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
      }
    }
    return null;
  }
}

function goesOn(signal: AbortSignal): boolean {
  return !signal.aborted;
}

/** Whether entries after it may be missing: they were deleted, or the database is another one. */
function isBeyond({ transactionId, atSeconds }: FeedCursor, end: FeedCursor): boolean {
  return transactionId > end.transactionId || atSeconds < end.atSeconds - maxCursorAgeSeconds;
}

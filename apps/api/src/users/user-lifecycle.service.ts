import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Broadcasts } from '../platform/broadcasts/broadcasts.ts';
import { InvalidationFeed } from '../platform/invalidation/invalidation-feed.ts';

/** How to end it; to be called once. */
export type Unlisten = () => Promise<void>;

/**
 * Tells on every replica, within a second, that something about a user is another: name, avatar, role, suspension, an end of
 * all their sessions, or that they are gone. For what a feature remembers of users. Whatever changed the row: also a
 * statement by hand.
 */
@Injectable()
export class UserLifecycle implements OnApplicationShutdown {
  private readonly listening = new Set<Unlisten>();

  constructor(
    private readonly broadcasts: Broadcasts,
    private readonly feed: InvalidationFeed,
  ) {}

  /**
   * At least once for each change, and often twice. Nothing is told of what changed: ask `UserSnapshotsService`.
   * @param onGap at the beginning, and when something may have been missed: whatever is remembered of any user is to be dropped
   */
  async onChanged(listener: (userId: string) => void, onGap: () => void): Promise<Unlisten> {
    // The log of Postgres has every change; the broadcast is sooner.
    const unlisten = this.feed.listen('user', { forget: listener, forgetAll: onGap });
    const release = this.feed.hold();
    const unsubscribe = await this.broadcasts.subscribe('user.changed', ({ userId }) => listener(userId), { onGap });
    const end: Unlisten = async () => {
      if (!this.listening.delete(end)) return;
      unlisten();
      release();
      await unsubscribe();
    };
    this.listening.add(end);
    return end;
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.listening].map((end) => end()));
  }
}

import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Broadcasts } from '../platform/broadcasts/broadcasts.ts';
import { InvalidationFeed } from '../platform/invalidation/invalidation-feed.ts';

/** Ends the subscription; call it once. */
export type Unlisten = () => Promise<void>;

/**
 * Notifies every replica, within a second, that a user has changed: name, avatar, role, suspension, the end of all
 * their sessions, or that they are gone. For data that a feature caches about users. Covers every change of the row,
 * even by a manual statement.
 */
@Injectable()
export class UserLifecycle implements OnApplicationShutdown {
  private readonly listening = new Set<Unlisten>();

  constructor(
    private readonly broadcasts: Broadcasts,
    private readonly feed: InvalidationFeed,
  ) {}

  /**
   * Calls the listener at least once per change, and often twice, without saying what changed: ask
   * `UserSnapshotsService`.
   * @param onGap called at the beginning and when changes may have been missed: drop everything cached about users
   */
  async onChanged(listener: (userId: string) => void, onGap: () => void): Promise<Unlisten> {
    // The log of Postgres contains every change; the broadcast is faster.
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

/** A follower of a feed, which is woken when there may be something to read. */
export class Follower {
  private isWoken = false;
  private onWake: (() => void) | undefined;

  wake(): void {
    this.isWoken = true;
    this.onWake?.();
  }

  /** Call it before each reading: what wakes the follower from now on may not be in it. */
  beforeReading(): void {
    this.isWoken = false;
  }

  /**
   * Waits until woken (also since the last reading began), `ms` have passed, or the signal is aborted.
   * @returns whether it was woken
   */
  async wait(ms: number, signal: AbortSignal): Promise<boolean> {
    if (!this.isWoken && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          this.onWake = undefined;
          resolve();
        };
        const timer = setTimeout(done, ms).unref();
        signal.addEventListener('abort', done);
        this.onWake = done;
      });
    }
    return this.isWoken;
  }
}

/** Who follows what, in this process. */
export class Followers {
  private readonly byFeed = new Map<string, Set<Follower>>();

  get isEmpty(): boolean {
    return this.byFeed.size === 0;
  }

  add(feed: string): Follower {
    const follower = new Follower();
    this.byFeed.set(feed, (this.byFeed.get(feed) ?? new Set()).add(follower));
    return follower;
  }

  remove(feed: string, follower: Follower): void {
    const followers = this.byFeed.get(feed);
    followers?.delete(follower);
    if (followers?.size === 0) this.byFeed.delete(feed);
  }

  wake(feed: string): void {
    for (const follower of this.byFeed.get(feed) ?? []) follower.wake();
  }

  wakeAll(): void {
    for (const followers of this.byFeed.values()) for (const follower of followers) follower.wake();
  }
}

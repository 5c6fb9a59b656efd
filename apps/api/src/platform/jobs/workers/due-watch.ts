import { LookPause } from './look-pause.ts';

/** Checks with one statement which queues have due jobs, so that no worker has to poll. */
export class DueWatch {
  private readonly pause = new LookPause();
  private readonly findDue: () => Promise<readonly string[]>;
  private readonly wake: (queue: string) => void;
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private isStopped = false;

  /**
   * @param findDue names of queues with jobs that no worker is working on
   * @param wake called for each of them
   */
  constructor(findDue: () => Promise<readonly string[]>, wake: (queue: string) => void) {
    this.findDue = findDue;
    this.wake = wake;
  }

  start(): void {
    if (this.isStopped || this.looking) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.looking = this.look().finally(() => {
        this.looking = undefined;
        this.start();
      });
    }, this.pause.nextMs()).unref();
  }

  /** A job was written here: more may come, and some may be due later, without a wakeup. */
  noteWork(): void {
    const beforeMs = this.pause.nextMs();
    this.pause.noteWork();
    if (this.timer && this.pause.nextMs() < beforeMs) this.start();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  private async look(): Promise<void> {
    try {
      const due = await this.findDue();
      if (due.length > 0) this.pause.noteFound();
      for (const queue of due) this.wake(queue);
    } catch {
      // The owner of the connection logs that the database is down. Looks continue until it is back.
      this.pause.noteWork();
    }
  }
}

import { outsideRequests } from '../../outside-requests.ts';

/** Wakes idle workers when a failed job is due again, so that polling can be slow and cheap. */
export class WorkerWakeup {
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly wake: (queue: string) => void;

  constructor(wake: (queue: string) => void) {
    this.wake = wake;
  }

  /** One timer per queue and delay, however many jobs fail. */
  after(queue: string, delayMs: number): void {
    const id = `${delayMs}:${queue}`;
    if (this.timers.has(id)) return;
    const timer = setTimeout(() => {
      this.timers.delete(id);
      outsideRequests(() => this.wake(queue));
    }, delayMs).unref();
    this.timers.set(id, timer);
  }

  stop(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }
}

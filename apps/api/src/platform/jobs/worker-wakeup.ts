import { outsideRequests } from '../outside-requests.ts';

/** When a transaction will have committed is not known here; one of these moments finds it so. Polling is the safety net. */
const delaysMs = [5, 25, 100, 400, 1_500];

/** Wakes idle workers soon after a job was written, so that polling can be slow and cheap. */
export class WorkerWakeup {
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly wake: (queue: string) => void;

  constructor(wake: (queue: string) => void) {
    this.wake = wake;
  }

  soon(queue: string): void {
    for (const delayMs of delaysMs) this.after(queue, delayMs);
  }

  /** However many jobs are written, there is one timer for each queue and delay. */
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

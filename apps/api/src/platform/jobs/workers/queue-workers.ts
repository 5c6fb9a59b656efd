/** A look requested longer ago than this has found nothing. */
const lookMs = 1_000;

interface Look {
  /** For a job that was written here. */
  readonly isTold: boolean;
  /** For jobs that others may have written, or for more than one job. */
  readonly isHope: boolean;
  readonly atMs: number;
}

interface Worker {
  readonly id: string;
  isBusy: boolean;
  /** The last look requested of it, unless that is known to have found something. */
  look: Look | null;
  /** It found a job without a notification: there may be more. */
  hopes: boolean;
}

/**
 * The workers of one queue, and when they look into it: once for each job written here, by one free worker, so that no look
 * is in vain. For jobs that others wrote, all of them look, until one finds nothing more.
 */
export class QueueWorkers {
  private readonly workers: Worker[] = [];
  private readonly notify: (workerId: string) => void;
  /** Jobs that were written here and for which no look was requested yet. */
  private told = 0;
  private later: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(notify: (workerId: string) => void) {
    this.notify = notify;
  }

  get count(): number {
    return this.workers.length;
  }

  add(id: string): void {
    this.workers.push({ id, isBusy: false, look: null, hopes: false });
  }

  /** A job was written here, and its transaction has committed. */
  tell(): void {
    if (this.isStopped) return;
    this.told += 1;
    this.lookForTold();
  }

  /** There may be jobs that were written elsewhere, or have just become due. */
  hope(): void {
    for (const worker of this.workers) this.ask(worker, 'hope');
  }

  /** A worker has found a job. */
  begin(id: string): void {
    const worker = this.workers.find((it) => it.id === id);
    if (!worker) return;
    const { isTold: wasTold, isHope: wasHope } = worker.look ?? { isTold: false, isHope: false };
    worker.isBusy = true;
    worker.look = null;
    // With two looks in parallel, the other one may have skipped this job, and may have begun before its own job was written.
    worker.hopes = wasTold ? wasHope || this.workers.some(isLooking) : this.told === 0;
    if (!wasTold) this.told = Math.max(0, this.told - 1);
  }

  /** The worker has completed that job. */
  end(id: string): void {
    const worker = this.workers.find((it) => it.id === id);
    if (!worker) return;
    worker.isBusy = false;
    const { hopes } = worker;
    worker.hopes = false;
    if (this.told > 0) this.lookFor(worker);
    if (hopes) this.ask(worker, 'hope');
  }

  /** Requests no looks for jobs written from now on: other processes, or the next one, find them. */
  stop(): void {
    this.isStopped = true;
    clearTimeout(this.later);
    this.told = 0;
  }

  /**
   * Requests a look for each job that no worker looks for. A worker that looks for jobs of others may have finished looking
   * already. So may one that looks for a job written here, if another process took that job: its look counts as in vain if
   * it has found nothing in time.
   */
  private lookForTold(): void {
    while (this.told > 0) {
      const free = this.workers.find((worker) => !worker.isBusy && !(worker.look?.isTold && isLooking(worker)));
      if (!free) break;
      this.lookFor(free);
    }
    clearTimeout(this.later);
    if (this.told === 0 || !this.workers.some(isLooking)) return;
    this.later = setTimeout(() => this.lookForTold(), lookMs).unref();
  }

  private lookFor(worker: Worker): void {
    this.told -= 1;
    this.ask(worker, 'told');
  }

  /** One look may then stand for two: it is followed by another, until one finds nothing. */
  private ask(worker: Worker, what: 'told' | 'hope'): void {
    const before = worker.look;
    const isTold = what === 'told' || (before?.isTold === true && isLooking(worker));
    worker.look = { isTold, isHope: what === 'hope' || before !== null, atMs: performance.now() };
    this.notify(worker.id);
  }
}

function isLooking({ look }: Worker): boolean {
  return look !== null && performance.now() - look.atMs < lookMs;
}

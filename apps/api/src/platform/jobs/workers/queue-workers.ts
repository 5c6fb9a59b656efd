/** A look that was asked for so long ago has found nothing. */
const lookMs = 1_000;

interface Look {
  /** For a job that was written here. */
  readonly isTold: boolean;
  /** For what others may have written, or more than one job. */
  readonly isHope: boolean;
  readonly atMs: number;
}

interface Worker {
  readonly id: string;
  isBusy: boolean;
  /** The look it was last asked for, if that is not known to have found something. */
  look: Look | null;
  /** It found what nobody had told of: there may be more. */
  hopes: boolean;
}

/**
 * The workers of one queue, and when they look into it: once for each job that was written here, by one worker that is
 * free, so that none looks in vain. What others wrote is looked for by all of them, until one finds nothing more.
 */
export class QueueWorkers {
  private readonly workers: Worker[] = [];
  private readonly notify: (workerId: string) => void;
  /** Jobs that were written here and that no look was asked for yet. */
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

  /** There may be jobs that were written elsewhere, or are due only now. */
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
    // Beside another look: that one may have passed over what this one has, and begun before what was meant for this one.
    worker.hopes = wasTold ? wasHope || this.workers.some(isLooking) : this.told === 0;
    if (!wasTold) this.told = Math.max(0, this.told - 1);
  }

  /** It is done with that. */
  end(id: string): void {
    const worker = this.workers.find((it) => it.id === id);
    if (!worker) return;
    worker.isBusy = false;
    const { hopes } = worker;
    worker.hopes = false;
    if (this.told > 0) this.lookFor(worker);
    if (hopes) this.ask(worker, 'hope');
  }

  /** Asks nobody for what is written from now on: other processes, or the next one, find it. */
  stop(): void {
    this.isStopped = true;
    clearTimeout(this.later);
    this.told = 0;
  }

  /**
   * Asks a worker for each job that nobody looks for. A worker that looks for what others wrote may be through with it
   * already. So may one that looks for a job that was told of, which another process may have had: whether it was in vain is
   * known when it has not found any in time.
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

/** A look that was asked for so long ago has found nothing. */
const lookMs = 1_000;

interface Worker {
  readonly id: string;
  isBusy: boolean;
  /** The look it was last asked for, if that is not known to have found something. */
  look: { readonly isTold: boolean; readonly atMs: number } | null;
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
    this.told += 1;
    const free = this.workers.find((worker) => !worker.isBusy && !isLooking(worker));
    if (free) this.lookFor(free);
  }

  /** There may be jobs that were written elsewhere, or are due only now. */
  hope(): void {
    for (const worker of this.workers) this.ask(worker, { isTold: false });
  }

  /** A worker has found a job. */
  begin(id: string): void {
    const worker = this.workers.find((it) => it.id === id);
    if (!worker) return;
    const wasTold = worker.look?.isTold ?? false;
    worker.isBusy = true;
    worker.look = null;
    // Beside another look: that one may have passed over what this one has, and begun before what was meant for this one.
    worker.hopes = wasTold ? this.workers.some(isLooking) : this.told === 0;
    if (!wasTold) this.told = Math.max(0, this.told - 1);
  }

  /** It is done with that. */
  end(id: string): void {
    const worker = this.workers.find((it) => it.id === id);
    if (!worker) return;
    worker.isBusy = false;
    if (this.told > 0) this.lookFor(worker);
    else if (worker.hopes) this.ask(worker, { isTold: false });
    worker.hopes = false;
  }

  private lookFor(worker: Worker): void {
    this.told -= 1;
    this.ask(worker, { isTold: true });
  }

  private ask(worker: Worker, { isTold }: { isTold: boolean }): void {
    worker.look = { isTold, atMs: performance.now() };
    this.notify(worker.id);
  }
}

function isLooking({ look }: Worker): boolean {
  return look !== null && performance.now() - look.atMs < lookMs;
}

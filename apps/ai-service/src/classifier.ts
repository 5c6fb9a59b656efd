import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { AppError } from '@pixelboxx/node-kit';
import type { ClassifierMessage, ClassifyRequest } from './model.contract.ts';

const entry = import.meta.url.endsWith('.ts') ? './classifier.worker.ts' : './classifier.worker.js';
const defaultResponseTimeoutMs = 15_000;
// If a thread exceeds this, only the thread ends, not the process.
const maxOldGenerationSizeMb = 128;
const maxRestartDelayMs = 30_000;
const retryAfterSeconds = 2;

interface Pending {
  resolve: (scores: number[][]) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

/**
 * Runs the model in a separate thread, so that the event loop stays free while it computes. If a thread dies or hangs,
 * its requests fail as SERVICE_UNAVAILABLE, and it is replaced: first at once, then with growing delays.
 */
export class Classifier {
  readonly #logger: Logger;
  readonly #answerTimeoutMs: number;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #restart: NodeJS.Timeout | undefined;
  #ready = false;
  #closed = false;
  #lastId = 0;
  #deaths = 0;

  constructor(logger: Logger, answerTimeoutMs = defaultResponseTimeoutMs) {
    this.#logger = logger;
    this.#answerTimeoutMs = answerTimeoutMs;
    this.#start();
  }

  /** Whether the model is loaded. */
  get ready(): boolean {
    return this.#ready;
  }

  /**
   * Returns one row of probabilities, in the order of `classNames`, for each RGB frame.
   * @throws AppError SERVICE_UNAVAILABLE
   */
  classify(frames: Uint8Array[]): Promise<number[][]> {
    const worker = this.#worker;
    if (!worker || !this.#ready) return Promise.reject(unavailable());
    const request: ClassifyRequest = { id: ++this.#lastId, frames };
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#giveUp(worker), this.#answerTimeoutMs);
      this.#pending.set(request.id, { resolve, reject, timer });
      worker.postMessage(request);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#restart);
    await this.#worker?.terminate();
  }

  #start(): void {
    const worker = new Worker(new URL(entry, import.meta.url), {
      name: 'classifier',
      resourceLimits: { maxOldGenerationSizeMb },
    });
    this.#worker = worker;
    worker.on('message', (message: ClassifierMessage) => this.#receive(message));
    worker.on('error', (error) => this.#logger.error({ event: 'classifier.failed', err: error }));
    worker.on('exit', (exitCode) => this.#buried(exitCode));
  }

  #receive(message: ClassifierMessage): void {
    if (message.kind === 'ready') {
      this.#ready = true;
      this.#logger.info({ event: 'classifier.ready' });
      return;
    }
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    this.#pending.delete(message.id);
    clearTimeout(pending.timer);
    if (message.kind === 'failed') return pending.reject(new Error(message.reason));
    this.#deaths = 0;
    pending.resolve(message.scores);
  }

  #giveUp(worker: Worker): void {
    this.#logger.error({ event: 'classifier.hangs', answerTimeoutMs: this.#answerTimeoutMs });
    void worker.terminate();
  }

  #buried(exitCode: number): void {
    this.#ready = false;
    this.#worker = undefined;
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(unavailable());
    }
    this.#pending.clear();
    if (this.#closed) return;
    const delayMs = this.#deaths === 0 ? 0 : Math.min(500 * 2 ** this.#deaths, maxRestartDelayMs);
    this.#deaths += 1;
    this.#logger.error({ event: 'classifier.died', exitCode, restartInMs: delayMs });
    this.#restart = setTimeout(() => this.#start(), delayMs);
  }
}

function unavailable(): AppError {
  return new AppError('SERVICE_UNAVAILABLE', { details: { retryAfterSeconds } });
}

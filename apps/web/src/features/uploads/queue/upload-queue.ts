import type { Upload } from '@pixelboxx/shared';
import { retryPolicyOf } from '../sending/retry-policy.ts';
import { emptyQueue, nextState, startable, type QueueEvent, type QueueState } from './queue-state.ts';
import type { Resumption } from '../sending/resumption.ts';
import type { SendImage } from '../sending/sending.ts';
import { isUnderWay, newItem, type UploadItem, type Visibility } from '../items/upload-item.ts';

export interface UploadQueueOptions {
  send: SendImage;
  check: (file: File) => Promise<string | null>;
  resumption: Resumption;
  isOnline: () => boolean;
}

/** Files on their way into a gallery. It belongs to no view, so it continues while the user visits other pages. */
export class UploadQueue {
  readonly #options: UploadQueueOptions;
  readonly #watchers = new Set<() => void>();
  readonly #receivers = new Set<(upload: Upload) => void>();
  readonly #running = new Map<string, AbortController>();
  #state: QueueState;
  #holdTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: UploadQueueOptions) {
    this.#options = options;
    this.#state = { ...emptyQueue, online: options.isOnline() };
  }

  readonly getState = (): QueueState => this.#state;

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  };

  /** Called with every image that is ready. */
  readonly onReady = (receiver: (upload: Upload) => void): (() => void) => {
    this.#receivers.add(receiver);
    return () => void this.#receivers.delete(receiver);
  };

  /** Adds files that look like images to the queue, and reports why the others were not. A file chosen again is resumed. */
  async add(files: readonly File[], visibility: Visibility): Promise<void> {
    for (const file of files) {
      const unfinished = this.#state.items.find((item) => item.state.name === 'unfinished' && isSameFile(item, file));
      if (unfinished) {
        this.#apply({ type: 'file-found', id: unfinished.id, file });
        this.#remember(unfinished.id);
        continue;
      }
      const item = newItem(file, visibility, await this.#options.check(file));
      this.#apply({ type: 'added', items: [item] });
      this.#remember(item.id);
    }
  }

  /** Resumes uploads that were interrupted when the page was left. */
  async restore(): Promise<void> {
    const known = new Set(this.#state.items.map(({ id }) => id));
    const items = await this.#options.resumption.recall();
    this.#apply({ type: 'added', items: items.filter(({ id }) => !known.has(id)) });
  }

  /** Stops an upload and removes it from the queue. */
  readonly remove = (id: string): void => {
    this.#apply({ type: 'removed', id });
    this.#running.get(id)?.abort(new DOMException('It was cancelled.', 'AbortError'));
    this.#options.resumption.forget(id);
  };

  readonly retry = (id: string): void => {
    this.#apply({ type: 'retried', id });
    this.#remember(id);
  };

  readonly retryAll = (): void => {
    for (const { id, state } of this.#state.items) if (state.name === 'failed') this.retry(id);
  };

  /** Removes finished and failed items. */
  readonly clearSettled = (): void => {
    const { items } = this.#state;
    this.#apply({ type: 'cleared' });
    for (const { id } of items) if (!this.#find(id)) this.#options.resumption.forget(id);
  };

  readonly setOnline = (online: boolean): void => {
    if (online !== this.#state.online) this.#apply({ type: 'network', online });
  };

  /** Whether leaving the site would lose data. */
  get isBusy(): boolean {
    return this.#state.items.some(isUnderWay);
  }

  /** Stops everything where it is: another user signs in. */
  close(): void {
    clearTimeout(this.#holdTimer);
    this.#watchers.clear();
    this.#receivers.clear();
    for (const { id } of this.#state.items) this.#options.resumption.release(id);
    const running = [...this.#running.values()];
    this.#state = emptyQueue;
    for (const controller of running) controller.abort(new DOMException('The queue was closed.', 'AbortError'));
  }

  #apply(event: QueueEvent): void {
    this.#state = nextState(this.#state, event);
    for (const watcher of this.#watchers) watcher();
    if (event.type !== 'progressed') this.#startNext();
  }

  #startNext(): void {
    const { heldUntilMs } = this.#state;
    const pauseMs = heldUntilMs - Date.now();
    clearTimeout(this.#holdTimer);
    if (pauseMs > 0) this.#holdTimer = setTimeout(() => this.#apply({ type: 'hold-ended' }), pauseMs);
    for (const item of startable(this.#state, Date.now())) {
      if (!item.file || this.#running.has(item.id)) continue;
      const controller = new AbortController();
      this.#running.set(item.id, controller);
      void this.#send(item, item.file, controller);
    }
  }

  async #send(item: UploadItem, file: File, { signal }: AbortController): Promise<void> {
    const { id } = item;
    // Not within the change that made it startable.
    await Promise.resolve();
    this.#apply({ type: 'started', id });
    try {
      const upload = await this.#options.send(item, file, {
        signal,
        isCancelled: () => this.#find(id) === undefined,
        onSent: (sentBytes) => this.#apply({ type: 'progressed', id, sentBytes }),
        onAddress: (address) => {
          this.#apply({ type: 'addressed', id, address });
          this.#remember(id);
        },
      });
      this.#running.delete(id);
      this.#apply({ type: 'finished', id, upload });
      this.#options.resumption.forget(id);
      for (const receive of this.#receivers) receive(upload);
    } catch (error) {
      this.#running.delete(id);
      if (!signal.aborted) this.#settle(item, error);
    }
  }

  #settle({ id, attempts }: UploadItem, error: unknown): void {
    const policy = retryPolicyOf(error, attempts, this.#options.isOnline());
    switch (policy.type) {
      case 'wait-for-network':
        this.setOnline(false);
        return this.#apply({ type: 'given-back', id });
      case 'postpone':
        return this.#apply({ type: 'postponed', id, untilMs: Date.now() + policy.seconds * 1000 });
      case 'full':
        return this.#apply({ type: 'filled', id, message: policy.message });
      case 'fail':
        this.#apply({ type: 'failed', id, message: policy.message, remedy: policy.remedy });
        if (policy.remedy === 'none') this.#options.resumption.forget(id);
    }
  }

  #remember(id: string): void {
    const item = this.#find(id);
    if (item && isUnderWay(item)) this.#options.resumption.remember(item);
  }

  #find(id: string): UploadItem | undefined {
    return this.#state.items.find((item) => item.id === id);
  }
}

function isSameFile(item: UploadItem, file: File): boolean {
  return item.fileName === file.name && item.bytes === file.size && item.lastModified === file.lastModified;
}

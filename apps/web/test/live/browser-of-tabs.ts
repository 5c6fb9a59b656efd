import { LiveTabs, type TabLocks } from '@/lib/live/live-tabs.ts';
import type { LiveFrame } from '@/lib/live/live-update.ts';

/** How many turns of the event loop anything here takes at most. */
const settlingTurns = 12;

interface Tab {
  /** Ids of the events it was told, and `gap`. */
  readonly told: string[];
  /** How many events had happened when it was known to listen. */
  listensSince: number;
  failure: unknown;
  readonly close: () => void;
}

/**
 * A browser with tabs, the locks and channels they share, and an API of which each may read a stream. Messages between
 * tabs arrive later, in order, as those of browsers do.
 */
export class BrowserOfTabs {
  readonly tabs: Tab[] = [];
  openStreams = 0;
  readonly #hasLocks: boolean;
  readonly #channels = new Set<FakeChannel>();
  readonly #streams = new Set<FakeStream>();
  readonly #waiting: (() => void)[] = [];
  #isLocked = false;
  #happened = 0;

  constructor({ hasLocks = true } = {}) {
    this.#hasLocks = hasLocks;
  }

  open(): Tab {
    const stopping = new AbortController();
    const told: string[] = [];
    const tabs = new LiveTabs({
      follow: (...from) => this.#follow(...from),
      openChannel: () => new FakeChannel(this.#channels),
      locks: this.#hasLocks ? { request: this.#request } : undefined,
      onUpdate: (update) =>
        told.push(update.kind === 'gap' ? 'gap' : update.event.type === 'user.changed' ? 'user' : idOf(update.event)),
    });
    const close = () => {
      stopping.abort();
      this.tabs.splice(this.tabs.indexOf(tab), 1);
    };
    const tab: Tab = { told, listensSince: Infinity, failure: null, close };
    this.tabs.push(tab);
    tabs.listen(stopping.signal).catch((error: unknown) => {
      tab.failure = error;
      this.tabs.splice(this.tabs.indexOf(tab), 1);
    });
    return tab;
  }

  close(index: number): void {
    this.tabs[index % Math.max(1, this.tabs.length)]?.close();
  }

  /** Something happens at the API. */
  happen(): void {
    this.#happened += 1;
    for (const stream of this.#streams) stream.wake();
  }

  forget(): void {
    for (const stream of this.#streams) stream.push({ kind: 'gap', id: String(this.#happened) });
  }

  breakStream(error: Error): void {
    for (const stream of this.#streams) stream.fail(error);
  }

  /** The connection is lost, and made again by the client, which knows what it had. */
  reconnect(): void {
    for (const stream of this.#streams) stream.rewind();
  }

  post(message: unknown): void {
    for (const channel of this.#channels) channel.receive(message);
  }

  /** Lets everything happen that is under way. From here on, tabs that are open listen. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < settlingTurns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    for (const tab of this.tabs) tab.listensSince = Math.min(tab.listensSince, this.#happened);
  }

  happenedSince({ listensSince }: Tab): string[] {
    const count = Math.max(0, this.#happened - listensSince);
    return Array.from({ length: count }, (_, index) => String(listensSince + index + 1));
  }

  async *#follow(
    lastEventId: string | null,
    signal: AbortSignal,
    onPosition: (position: string) => void,
  ): AsyncGenerator<LiveFrame> {
    const stream = new FakeStream(lastEventId === null ? this.#happened : Number(lastEventId), () => this.#happened);
    const end = () => stream.wake();
    signal.addEventListener('abort', end);
    this.#streams.add(stream);
    this.openStreams += 1;
    try {
      yield* stream.frames(signal, onPosition);
    } finally {
      this.openStreams -= 1;
      this.#streams.delete(stream);
    }
  }

  readonly #request: TabLocks['request'] = async (name, { signal, ifAvailable }, work) => {
    if (this.#isLocked && ifAvailable) return work(null);
    if (this.#isLocked) await this.#turn(signal);
    this.#isLocked = true;
    try {
      return await work({ mode: 'exclusive', name });
    } finally {
      this.#isLocked = false;
      this.#waiting.shift()?.();
    }
  };

  #turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve);
      signal?.addEventListener('abort', () => {
        const place = this.#waiting.indexOf(resolve);
        if (place < 0) return;
        this.#waiting.splice(place, 1);
        reject(new DOMException('Aborted', 'AbortError'));
      });
    });
  }
}

const idOf = (event: { data: object }): string => ('uploadId' in event.data ? String(event.data.uploadId) : '?');

class FakeChannel {
  onmessage: ((message: MessageEvent<unknown>) => void) | null = null;
  readonly #all: Set<FakeChannel>;

  constructor(all: Set<FakeChannel>) {
    this.#all = all;
    all.add(this);
  }

  postMessage(frame: unknown): void {
    for (const channel of this.#all) if (channel !== this) channel.receive(frame);
  }

  receive(message: unknown): void {
    setImmediate(() => {
      if (this.#all.has(this)) this.onmessage?.(new MessageEvent('message', { data: message }));
    });
  }

  close(): void {
    this.#all.delete(this);
  }
}

/** Events are numbered from 1; an event's id is its number. */
class FakeStream {
  readonly #happened: () => number;
  readonly #pushed: LiveFrame[] = [];
  #position: number;
  #failure: Error | null = null;
  #wake: () => void = () => undefined;
  #isWoken = false;

  constructor(position: number, happened: () => number) {
    this.#position = position;
    this.#happened = happened;
  }

  readonly wake = (): void => {
    this.#isWoken = true;
    this.#wake();
  };

  push(frame: LiveFrame): void {
    this.#pushed.push(frame);
    this.wake();
  }

  fail(error: Error): void {
    this.#failure = error;
    this.wake();
  }

  /** What was sent last may come again. */
  rewind(): void {
    this.#position = Math.max(0, this.#position - 1);
    this.wake();
  }

  async *frames(signal: AbortSignal, onPosition: (position: string) => void): AsyncGenerator<LiveFrame> {
    onPosition(String(this.#position));
    const isWoken = () => this.#isWoken;
    while (!signal.aborted) {
      this.#isWoken = false;
      if (this.#failure) throw this.#failure;
      yield* this.#pushed.splice(0);
      while (this.#position < this.#happened()) {
        this.#position += 1;
        const id = String(this.#position);
        yield { kind: 'event', id, event: { type: 'upload.changed', data: { uploadId: id } } };
      }
      if (!isWoken()) await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

import { isTabMessage, type LiveFrame, type LiveUpdate, type TabMessage } from './live-update.ts';

/** The tab that holds this lock reads the stream. */
const lockName = 'pixelboxx:live';

/** How many events can arrive twice when another tab takes over. */
const rememberedIds = 200;

/** A message that a tab receives from the stream, or from the tab that reads it. */
type Told = Exclude<TabMessage, { kind: 'hello' }>;

interface TabChannel {
  onmessage: ((message: MessageEvent<unknown>) => void) | null;
  postMessage: (message: TabMessage) => void;
  close: () => void;
}

/** The part of Web Locks that is needed. */
export interface TabLocks {
  request: (name: string, options: LockOptions, work: (lock: Lock | null) => Promise<boolean>) => Promise<boolean>;
}

export interface LiveTabsOptions {
  /**
   * Every event after this position, or from now on; `onPosition` receives the current position. Continues as long as the
   * session does, over any number of connections. Ends when it is aborted, and rejects if it cannot continue.
   */
  readonly follow: (
    position: string | null,
    signal: AbortSignal,
    onPosition: (position: string) => void,
  ) => AsyncIterable<LiveFrame>;
  readonly openChannel: () => TabChannel;
  /** Absent from insecure origins: there, every tab reads its own stream. */
  readonly locks: TabLocks | undefined;
  readonly onUpdate: (update: LiveUpdate) => void;
}

/**
 * One stream for all tabs of a browser: HTTP/1.1 allows six connections, and a seventh tab would get none. One tab reads the
 * stream and passes on what arrives; when it is closed, the next tab continues where it stopped. Events that arrive twice
 * during this are delivered once.
 */
export class LiveTabs {
  readonly #options: LiveTabsOptions;
  readonly #seen = new Set<string>();
  #position: string | null = null;
  #isReading = false;

  constructor(options: LiveTabsOptions) {
    this.#options = options;
  }

  /** Listens until it is aborted. Rejects if the stream of this tab cannot continue; those of other tabs do not matter. */
  async listen(signal: AbortSignal): Promise<void> {
    const isStopped = () => signal.aborted;
    if (isStopped()) return;
    const channel = this.#options.openChannel();
    channel.onmessage = ({ data }) => {
      if (!isTabMessage(data)) return;
      if (data.kind !== 'hello') this.#receive(data);
      else if (this.#isReading && this.#position !== null)
        channel.postMessage({ kind: 'position', id: this.#position });
    };
    channel.postMessage({ kind: 'hello' });
    try {
      await this.#whenFirst(signal, (hasWaited) => this.#read(channel, signal, hasWaited));
    } catch (error) {
      if (!isStopped()) throw error;
    } finally {
      channel.close();
    }
  }

  /** Does the work while no other tab does; `hasWaited` says that another tab did it until now. */
  async #whenFirst(signal: AbortSignal, work: (hasWaited: boolean) => Promise<void>): Promise<void> {
    const { locks } = this.#options;
    if (!locks) return work(false);
    const isFree = await locks.request(lockName, { ifAvailable: true }, async (lock) => {
      if (lock) await work(false);
      return lock !== null;
    });
    if (isFree) return;
    await locks.request(lockName, { signal }, async () => {
      await work(true);
      return true;
    });
  }

  async #read(channel: TabChannel, signal: AbortSignal, hasWaited: boolean): Promise<void> {
    if (signal.aborted) return;
    this.#isReading = true;
    // The tab that read until now was closed before it announced its position.
    if (hasWaited && this.#position === null) this.#options.onUpdate({ kind: 'gap' });
    const pass = (message: Told) => {
      if (signal.aborted) return;
      // The others first: this tab's reaction may unload it.
      channel.postMessage(message);
      this.#receive(message);
    };
    const onPosition = (id: string) => pass({ kind: 'position', id });
    try {
      for await (const frame of this.#options.follow(this.#position, signal, onPosition)) pass(frame);
    } finally {
      this.#isReading = false;
    }
  }

  #receive(frame: Told): void {
    if (frame.kind !== 'event') {
      this.#position = frame.id;
      if (frame.kind === 'gap') this.#options.onUpdate({ kind: 'gap' });
      return;
    }
    if (this.#seen.has(frame.id)) return;
    this.#remember(frame.id);
    this.#options.onUpdate({ kind: 'event', event: frame.event });
  }

  #remember(id: string): void {
    this.#position = id;
    this.#seen.add(id);
    const [oldest] = this.#seen;
    if (this.#seen.size > rememberedIds && oldest !== undefined) this.#seen.delete(oldest);
  }
}

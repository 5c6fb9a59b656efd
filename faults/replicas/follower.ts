import { liveEndpoints } from '@pixelboxx/shared';
import { takeTime } from '@pixelboxx/config/testing';
import type { User } from '../product/user.ts';

/** A page that stays open: it follows the events of its user, and reconnects when a stream ends, like clients do. */
export class Follower {
  readonly #user: User;
  readonly #origin: string;
  readonly #leaving = new AbortController();
  readonly #seen = new Set<string>();
  readonly #failures: string[] = [];
  #lastId: string | null = null;
  #connections = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(user: User, origin: string) {
    this.#user = user;
    this.#origin = origin;
  }

  get failures(): readonly string[] {
    return this.#failures;
  }

  get connections(): number {
    return this.#connections;
  }

  /** Whether an event about this upload has arrived. */
  hasSeen(id: string): boolean {
    return this.#seen.has(id);
  }

  start(): void {
    this.#running = this.#follow();
  }

  async stop(): Promise<void> {
    this.#leaving.abort();
    await this.#running;
  }

  async #follow(): Promise<void> {
    for (;;) {
      await this.#connect().catch((error: unknown) => this.#note(error));
      if (this.#isLeaving()) return;
      await takeTime(200);
    }
  }

  async #connect(): Promise<void> {
    const response = await fetch(new URL(liveEndpoints.events.path, this.#origin), {
      headers: {
        cookie: this.#user.visitor.cookie,
        accept: 'text/event-stream',
        ...(this.#lastId !== null && { 'last-event-id': this.#lastId }),
      },
      signal: this.#leaving.signal,
    });
    if (response.status !== 200 || !response.body) throw new Error(`${response.status} ${await response.text()}`);
    this.#connections += 1;
    let text = '';
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
        text += decoder.decode(chunk, { stream: true });
        const frames = text.split('\n\n');
        text = frames.pop() ?? '';
        frames.forEach((frame) => this.#read(frame));
      }
    } catch {
      // The connection broke, which a follower must expect.
    }
  }

  #read(frame: string): void {
    const id = /^id: ?(.*)$/m.exec(frame)?.[1];
    if (id !== undefined) this.#lastId = id;
    const upload = /"uploadId":"([0-9a-f-]{36})"/.exec(frame)?.[1];
    if (upload !== undefined) this.#seen.add(upload);
    if (/^event: ?(?:gap|error)$/m.test(frame)) this.#failures.push(`the stream said ${frame.replaceAll('\n', ' ')}`);
  }

  #isLeaving(): boolean {
    return this.#leaving.signal.aborted;
  }

  #note(error: unknown): void {
    if (!this.#isLeaving()) this.#failures.push(`the stream could not be opened: ${String(error)}`);
  }
}

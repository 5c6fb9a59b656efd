import { createFollower, type Followed } from '@pixelboxx/api-client/checked';
import type { AnyStreamEvent, EndpointSpec, StreamEvent } from '@pixelboxx/shared';
import { expect, onTestFinished } from 'vitest';
import type { PrismaService } from '../../../src/platform/database/prisma.service.ts';
import type { Browser } from './browser.ts';

export interface FollowingOptions {
  readonly lastEventId?: string;
  readonly reconnects?: boolean;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

/** A client that follows a stream of a running app until the end of the test, or until it disconnects. */
export class Following<Event extends AnyStreamEvent> {
  readonly followed: Followed<Event>[] = [];
  /** How the stream ended: a code, or `end`; undefined while it is open. */
  ending: string | undefined;
  private readonly leaving = new AbortController();

  constructor(stream: (signal: AbortSignal) => AsyncIterable<Followed<Event>>) {
    void this.collect(stream(this.leaving.signal));
    onTestFinished(() => this.leave());
  }

  get events(): Event[] {
    return this.followed.flatMap((followed) => (followed.kind === 'event' ? [followed.event] : []));
  }

  get types(): string[] {
    return this.followed.map((followed) => (followed.kind === 'event' ? followed.event.type : followed.kind));
  }

  /** The id to continue from. */
  get lastEventId(): string {
    return this.followed.at(-1)?.id ?? '';
  }

  leave(): void {
    this.leaving.abort(new Error('left'));
  }

  /** Waits until this many events have arrived. */
  async received(count: number, timeout = 5_000): Promise<Followed<Event>[]> {
    await expect.poll(() => this.followed.length, { timeout, interval: 5 }).toBeGreaterThanOrEqual(count);
    return this.followed;
  }

  /** The code with which it ends, within `timeout`. */
  async ended(timeout = 5_000): Promise<string | undefined> {
    await expect.poll(() => this.ending, { timeout, interval: 5 }).toBeDefined();
    return this.ending;
  }

  private async collect(stream: AsyncIterable<Followed<Event>>): Promise<void> {
    try {
      for await (const followed of stream) this.followed.push(followed);
      this.ending = 'end';
    } catch (error) {
      this.ending = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    }
  }
}

/** Resolves once the stream has begun: every event from here on arrives. */
export async function follow<Spec extends EndpointSpec>(
  browser: Browser,
  spec: Spec,
  { reconnects = false, ...options }: FollowingOptions = {},
): Promise<Following<StreamEvent<Spec>>> {
  let hasBegun = (): void => undefined;
  const begun = new Promise<void>((resolve) => {
    hasBegun = resolve;
  });
  const fetcher: typeof fetch = async (input, init) => {
    const response = await browser.fetch(input, init);
    hasBegun();
    return response;
  };
  const stream = createFollower({ baseUrl: browser.baseUrl, fetch: fetcher });
  const following = new Following<StreamEvent<Spec>>((signal) =>
    stream<EndpointSpec>(spec, { signal, reconnects, ...options }),
  );
  await begun;
  return following;
}

/**
 * Waits until everything committed so far can be read in feeds: a stream that begins afterwards gets only new events. A
 * transaction anywhere on the database server, such as one of another test file, delays that until it ends.
 */
export async function feedsSettled({ prisma }: { readonly prisma: PrismaService }): Promise<void> {
  const [last] = await prisma.$queryRaw<{ id: string }[]>`SELECT pg_current_xact_id()::text AS id`;
  const isSettled = async () => {
    const [now] = await prisma.$queryRaw<{ settled: boolean }[]>`
      SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint > ${last?.id ?? '0'}::bigint AS settled`;
    return now?.settled;
  };
  await expect.poll(isSettled, { timeout: 15_000, interval: 20 }).toBe(true);
}

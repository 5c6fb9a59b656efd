import { liveEndpoints } from '@pixelboxx/shared';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it, onTestFinished, vi } from 'vitest';
import type { LiveEvent } from '@pixelboxx/shared';
import { createFollower as createCheckedFollower } from '../src/checked-client.ts';
import { createFollower, type Followed } from '../src/index.ts';
import {
  failure,
  hangUp,
  type Responder,
  type RespondingServer,
  startRespondingServer,
} from '@pixelboxx/config/testing/responding-server';

let server: RespondingServer;
beforeAll(async () => {
  server = await startRespondingServer();
});
afterAll(() => server.close());

const id = '0197a5d0-0000-7000-8000-000000000001';
const changed = (eventId: string) => `id: ${eventId}\nevent: upload.changed\ndata: {"uploadId":"${id}"}\n\n`;
const first = 'retry: 1\nid: 0\n\n';

/** A stream that ends after these frames; `stays` open instead. */
const streamed =
  (text: string, { stays = false, breaks = false } = {}): Responder =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(text, () => {
      if (breaks) response.destroy();
      else if (!stays) response.end();
    });
  };

async function take(stream: AsyncIterable<Followed<LiveEvent>>, count: number): Promise<string[]> {
  const taken: string[] = [];
  for await (const followed of stream) {
    taken.push(`${followed.kind} ${followed.id}`);
    if (taken.length === count) break;
  }
  return taken;
}

const follow = (...args: Parameters<ReturnType<typeof createFollower>>) =>
  createFollower({ baseUrl: server.url })(...args);

describe('a client that follows a stream', () => {
  it('gets typed events, and is told of gaps', async () => {
    server.respondWith(streamed(`${first}id: 5\nevent: gap\ndata: {}\n\n${changed('6')}`, { stays: true }));
    const stream = follow('live.events');
    expectTypeOf(stream).toEqualTypeOf<AsyncGenerator<Followed<LiveEvent>, void, undefined>>();
    expect(await take(stream, 2)).toEqual(['gap 5', 'event 6']);
    expect(server.received[0]?.headers).toMatchObject({ accept: 'text/event-stream' });
    expect(server.received[0]?.headers).not.toHaveProperty('last-event-id');
  });

  it('resumes after an end, a broken connection, a failed connection and a busy server', async () => {
    server.respondWith(
      streamed(first + changed('1')),
      streamed(first + 'id: 2\n\n', { breaks: true }),
      hangUp,
      failure(503, 'SERVICE_UNAVAILABLE', { retryAfterSeconds: 0 }),
      streamed('retry: 1\n\n' + changed('3'), { stays: true }),
    );
    expect(await take(follow('live.events'), 2)).toEqual(['event 1', 'event 3']);
    // The first stream says where it begins, too.
    const ids = server.received.map(({ headers }) => headers['last-event-id']);
    expect(ids[0]).toBeUndefined();
    expect(ids[1]).toBe('1');
    expect(ids.at(-1)).toMatch(/^[02]$/);
    expect(server.received).toHaveLength(5);
  });

  it('does not increase its delay after idle streams that stayed connected', async () => {
    server.respondWith(...Array.from({ length: 8 }, () => streamed('retry: 4\n\n')), streamed(first + changed('1')));
    let nowMs = performance.now();
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (nowMs += 31_000));
    const timers = vi.spyOn(globalThis, 'setTimeout');
    onTestFinished(() => {
      clock.mockRestore();
      timers.mockRestore();
    });
    expect(await take(follow('live.events'), 1)).toEqual(['event 1']);
    // Beside those that watch for silence.
    const waits = timers.mock.calls.map(([, ms = 0]) => ms).filter((ms) => ms < 1_000);
    expect(waits.length).toBeGreaterThanOrEqual(8);
    expect(Math.max(...waits)).toBeLessThanOrEqual(4);
  });

  it('increases its delay if the server disconnects immediately', async () => {
    server.respondWith(...Array.from({ length: 5 }, () => streamed('retry: 4\n\n')), streamed(first + changed('1')));
    const timers = vi.spyOn(globalThis, 'setTimeout');
    onTestFinished(() => timers.mockRestore());
    await take(follow('live.events'), 1);
    const waits = timers.mock.calls.map(([, ms = 0]) => ms).filter((ms) => ms < 1_000);
    expect(Math.max(...waits)).toBeGreaterThanOrEqual(32);
  });

  it('reports its position, even without events', async () => {
    server.respondWith(streamed(first + changed('1')), streamed('retry: 1\nid: 4\n\n' + changed('5'), { stays: true }));
    const places: string[] = [];
    await take(follow('live.events', { onPosition: (id) => places.push(id) }), 2);
    // The one before an event is told with it, once whoever follows has taken it.
    expect(places[0]).toBe('1');
    expect(server.received.at(-1)?.headers['last-event-id']).toBe('1');
  });

  it('throws the error of the last frame', async () => {
    const error = JSON.stringify({
      code: 'UNAUTHENTICATED',
      message: 'Please sign in.',
      details: {},
      requestId: 'r-1',
    });
    server.respondWith(streamed(`${first}event: error\ndata: ${error}\n\n`));
    const failed = { name: 'ApiError', code: 'UNAUTHENTICATED', status: 401, requestId: 'r-1' };
    await expect(take(follow('live.events'), 1)).rejects.toMatchObject(failed);
    expect(server.received).toHaveLength(1);
  });

  it('throws if it is refused, or if the response is no stream', async () => {
    server.respondWith(failure(429, 'RATE_LIMITED', { retryAfterSeconds: 5 }));
    await expect(take(follow('live.events'), 1)).rejects.toMatchObject({ code: 'RATE_LIMITED', status: 429 });
    server.respondWith((response) => response.end('<html>'));
    await expect(take(follow('live.events'), 1)).rejects.toMatchObject({ code: 'UNREADABLE_ANSWER' });
  });

  it('renews an expired session and connects again', async () => {
    server.respondWith(failure(401, 'UNAUTHENTICATED'), streamed(first + changed('1'), { stays: true }));
    const renewal = { renewSession: () => Promise.resolve(true) };
    const stream = createFollower({ baseUrl: server.url, renewal })('live.events');
    expect(await take(stream, 1)).toEqual(['event 1']);
  });

  it('rejects with the reason of an abort, connected or waiting to be', async () => {
    for (const response of [streamed(first, { stays: true }), streamed('retry: 60000\n\n')]) {
      server.respondWith(response);
      const leaving = new AbortController();
      const taken = take(follow('live.events', { signal: leaving.signal }), 1);
      await expect.poll(() => server.received.length).toBe(1);
      leaving.abort(new Error('The page is closed'));
      await expect(taken).rejects.toThrow('The page is closed');
    }
  });

  it('ends with the stream if reconnecting is off', async () => {
    server.respondWith(streamed(first + changed('1')));
    const stream = follow('live.events', { reconnects: false, lastEventId: '0' });
    expect(await take(stream, 2)).toEqual(['event 1']);
    expect(server.received.map(({ headers }) => headers['last-event-id'])).toEqual(['0']);
  });
});

describe('a client that validates events', () => {
  it('returns the fields of the contract, and skips unknown events', async () => {
    const foreign = 'id: 1\nevent: of.tomorrow\ndata: {"x":1}\n\n';
    const more = `id: 2\nevent: upload.changed\ndata: {"uploadId":"${id}","secret":1}\n\n`;
    server.respondWith(streamed(first + foreign + more, { stays: true }));
    for await (const followed of createCheckedFollower({ baseUrl: server.url })(liveEndpoints.events)) {
      expect(followed).toEqual({ kind: 'event', id: '2', event: { type: 'upload.changed', data: { uploadId: id } } });
      break;
    }
  });
});

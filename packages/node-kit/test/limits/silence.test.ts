import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deliverEarlyResponses, watchSilence } from '../../src/index.ts';

/** Nothing else of this process runs meanwhile. */
function holdUp(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

describe('a timeout for silence', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('fires once after exactly that time without activity', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 20 }), (pauses) => {
        const ends: number[] = [];
        let now = 0;
        const pass = (ms: number) => {
          vi.advanceTimersByTime(ms);
          now += ms;
        };
        const watch = watchSilence(100, () => ends.push(now));
        const tooLong = pauses.findIndex((ms) => ms > 100);
        const heardInTime = tooLong === -1 ? pauses : pauses.slice(0, tooLong);
        for (const ms of heardInTime) {
          pass(ms === 100 ? 99 : ms);
          watch.heard();
        }
        expect(ends).toEqual([]);
        pass(99);
        expect(ends).toEqual([]);
        pass(2);
        expect(ends).toHaveLength(1);
        watch.stop();
      }),
      { seed: 20_261_128 },
    );
  });

  it('never fires once stopped', () => {
    const onSilence = vi.fn();
    watchSilence(100, onSilence).stop();
    const stoppedLate = watchSilence(100, onSilence);
    vi.advanceTimersByTime(99);
    stoppedLate.stop();
    vi.advanceTimersByTime(1_000);
    expect(onSilence).not.toHaveBeenCalled();
  });
});

describe('a process that was blocked for longer than the silence timeout', () => {
  it('reads what the client has sent meanwhile, and disconnects nobody', async () => {
    const rest = Buffer.alloc(10_000, 0x61);
    const server = createServer((_request, response) => {
      response.statusCode = 503;
      response.end('later');
      // It is at the server's socket, whose process reads nothing until the client's time is over.
      client.write(rest);
      holdUp(300);
    });
    deliverEarlyResponses(server, { maxBytes: 1_000_000, maxMs: 60_000, idleMs: 100 });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    let received = '';
    let failure: Error | undefined;
    client.on('error', (error) => (failure = error)).on('data', (chunk: Buffer) => (received += chunk.toString()));
    client.write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${rest.length}\r\n\r\n`);
    await once(client, 'close').catch(() => undefined);
    expect(failure).toBeUndefined();
    expect(received).toMatch(/^HTTP\/1.1 503 .*later$/s);
    await new Promise((resolve) => server.close(resolve));
  });
});

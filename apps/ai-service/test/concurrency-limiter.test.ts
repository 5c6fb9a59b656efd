import { describe, expect, it } from 'vitest';
import { ConcurrencyLimiter } from '../src/concurrency-limiter.ts';

const present = new AbortController().signal;
const gone = AbortSignal.abort();

function gate(): { opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

describe('admission', () => {
  it('runs no more at once than allowed, in the order of arrival', async () => {
    const limiter = new ConcurrencyLimiter(2, 10);
    const started: number[] = [];
    const gates = [gate(), gate(), gate(), gate()];
    const runs = gates.map(({ opened }, index) =>
      limiter.run(() => {
        started.push(index);
        return opened;
      }, present),
    );
    expect(started).toEqual([0, 1]);
    gates[1]?.open();
    await runs[1];
    await Promise.resolve();
    expect(started).toEqual([0, 1, 2]);
    for (const { open } of gates) open();
    await Promise.all(runs);
    expect(started).toEqual([0, 1, 2, 3]);
  });

  it('passes the turn on when work fails or its caller has left', async () => {
    const limiter = new ConcurrencyLimiter(1, 10);
    let ran = false;
    const failing = limiter.run(() => Promise.reject(new Error('broken')), present);
    const abandoned = limiter.run(() => Promise.resolve(void (ran = true)), gone);
    const last = limiter.run(() => Promise.resolve('done'), present);
    await expect(failing).rejects.toThrow('broken');
    await expect(abandoned).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(last).resolves.toBe('done');
    expect(ran).toBe(false);
  });

  it('counts a place once, however often it is given back', () => {
    const limiter = new ConcurrencyLimiter(1, 1);
    const leave = limiter.enter();
    limiter.enter();
    expect(() => limiter.enter()).toThrow(expect.objectContaining({ code: 'OVERLOADED' }));
    leave();
    leave();
    limiter.enter();
    expect(() => limiter.enter()).toThrow(expect.objectContaining({ code: 'OVERLOADED' }));
  });
});

import { describe, expect, it } from 'vitest';
import { ConcurrencySlots } from '../../../src/uploads/imaging/concurrency-slots.ts';

function gate(): { opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

describe('work slots', () => {
  it('never run more at once than allowed, and run what waits in turn', async () => {
    const slots = new ConcurrencySlots({ maxConcurrent: 2, waiting: 10, timeoutMs: 5_000 });
    const order: number[] = [];
    let running = 0;
    let peak = 0;
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        slots.run(async () => {
          running += 1;
          peak = Math.max(peak, running);
          await new Promise(setImmediate);
          order.push(index);
          running -= 1;
        }),
      ),
    );
    expect(peak).toBe(2);
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('refuse at once, with a time to come back, when enough wait already', async () => {
    const slots = new ConcurrencySlots({ maxConcurrent: 1, waiting: 1, timeoutMs: 5_000 });
    const { opened, open } = gate();
    const running = slots.run(() => opened);
    const waiting = slots.run(() => Promise.resolve('done'));
    await expect(slots.run(() => Promise.resolve())).rejects.toMatchObject({
      code: 'OVERLOADED',
      details: { retryAfterSeconds: expect.any(Number) as number },
    });
    open();
    await running;
    expect(await waiting).toBe('done');
  });

  it('let nobody wait beyond patience, and lose no slot by it', async () => {
    const slots = new ConcurrencySlots({ maxConcurrent: 1, waiting: 5, timeoutMs: 30 });
    const { opened, open } = gate();
    const running = slots.run(() => opened);
    await expect(slots.run(() => Promise.resolve())).rejects.toMatchObject({ code: 'OVERLOADED' });
    open();
    await running;
    expect(await slots.run(() => Promise.resolve('free'))).toBe('free');
  });

  it('free the slot of work that fails', async () => {
    const slots = new ConcurrencySlots({ maxConcurrent: 1, waiting: 0, timeoutMs: 30 });
    await expect(slots.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await slots.run(() => Promise.resolve('free'))).toBe('free');
  });
});

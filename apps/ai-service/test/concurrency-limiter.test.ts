import { describe, expect, it } from 'vitest';
import { Admission } from '../src/concurrency-limiter.ts';

const present = new AbortController().signal;
const gone = AbortSignal.abort();

function gate(): { opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

describe('admission', () => {
  it('runs no more at once than allowed, in the order of arrival', async () => {
    const admission = new Admission(2, 10);
    const started: number[] = [];
    const gates = [gate(), gate(), gate(), gate()];
    const runs = gates.map(({ opened }, index) =>
      admission.run(() => {
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
    const admission = new Admission(1, 10);
    let ran = false;
    const failing = admission.run(() => Promise.reject(new Error('broken')), present);
    const abandoned = admission.run(() => Promise.resolve(void (ran = true)), gone);
    const last = admission.run(() => Promise.resolve('done'), present);
    await expect(failing).rejects.toThrow('broken');
    await expect(abandoned).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(last).resolves.toBe('done');
    expect(ran).toBe(false);
  });

  it('counts a place once, however often it is given back', () => {
    const admission = new Admission(1, 1);
    const leave = admission.enter();
    admission.enter();
    expect(() => admission.enter()).toThrow(expect.objectContaining({ code: 'OVERLOADED' }));
    leave();
    leave();
    admission.enter();
    expect(() => admission.enter()).toThrow(expect.objectContaining({ code: 'OVERLOADED' }));
  });
});

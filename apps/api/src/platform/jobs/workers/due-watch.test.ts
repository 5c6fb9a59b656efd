import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DueWatch } from './due-watch.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A watch over queues that a test fills. */
function watched(find: () => Promise<readonly string[]> = () => Promise.resolve([])) {
  const looks = vi.fn(find);
  const woken: string[] = [];
  const watch = new DueWatch(looks, (queue) => woken.push(queue));
  watch.start();
  const looksIn = async (seconds: number) => {
    looks.mockClear();
    await vi.advanceTimersByTimeAsync(seconds * 1000);
    return looks.mock.calls.length;
  };
  return { watch, looksIn, woken };
}

describe('the polling for due jobs without a notification', () => {
  it('wakes the workers of every queue with due jobs within five seconds', async () => {
    const { woken } = watched(() => Promise.resolve(['mail', 'screen']));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(woken).toEqual(['mail', 'screen']);
  });

  it('polls once a minute after a minute without jobs', async () => {
    const { looksIn } = watched();
    await looksIn(90);
    expect(await looksIn(600)).toBe(10);
  });

  it('polls every five seconds again after a job is written here, and while it finds jobs', async () => {
    let due: string[] = [];
    const { watch, looksIn } = watched(() => Promise.resolve(due));
    await looksIn(91);
    watch.noteWork();
    expect(await looksIn(60)).toBe(12);
    await looksIn(90);
    due = ['mail'];
    await looksIn(60);
    expect(await looksIn(300)).toBe(60);
  });

  it('polls once more after it has found a scheduled job, and then after a minute', async () => {
    let due: string[] = [];
    const { watch, looksIn } = watched(() => Promise.resolve(due));
    await looksIn(90);
    due = ['sweep'];
    for (let looks = 0; looks === 0;) looks = await looksIn(1);
    due = [];
    expect(await looksIn(5)).toBe(1);
    expect(await looksIn(600)).toBe(10);
    await watch.stop();
  });

  it('polls every five seconds while the database is unavailable, to notice its return soon', async () => {
    const { looksIn } = watched(() => Promise.reject(new Error('away')));
    await looksIn(300);
    expect(await looksIn(60)).toBe(12);
  });

  it('stops after the running poll, and never polls again', async () => {
    const look = Promise.withResolvers<readonly string[]>();
    const { watch, looksIn } = watched(() => look.promise);
    await looksIn(5);
    let isStopped = false;
    const stopping = watch.stop().then(() => (isStopped = true));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(isStopped).toBe(false);
    look.resolve([]);
    await stopping;
    watch.noteWork();
    expect(await looksIn(600)).toBe(0);
  });
});

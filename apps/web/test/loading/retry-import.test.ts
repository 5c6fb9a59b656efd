// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { retryImport } from '@/lib/loading/retry-import.ts';

const missing = new Error('the file does not come');

/** Fails so many times, then brings the part. */
function failing(times: number) {
  let tries = 0;
  return vi.fn(() => (tries++ < times ? Promise.reject(missing) : Promise.resolve('the part')));
}

describe('a part of the program that is loaded later', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('is loaded at the first attempt if there is a network', async () => {
    const load = failing(0);
    expect(await retryImport(load)).toBe('the part');
    expect(load).toHaveBeenCalledOnce();
  });

  it('is tried again after network errors, with increasing delays', async () => {
    const load = failing(2);
    const part = retryImport(load);
    await vi.advanceTimersByTimeAsync(499);
    expect(load).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(2_001);
    expect(await part).toBe('the part');
    expect(load).toHaveBeenCalledTimes(3);
  });

  it('waits while the browser is offline, and is loaded when it is back', async () => {
    const onLine = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    const load = failing(1);
    const part = retryImport(load);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(load).toHaveBeenCalledOnce();
    onLine.mockReturnValue(true);
    window.dispatchEvent(new Event('online'));
    expect(await part).toBe('the part');
  });

  it('fails with the reason if it cannot be loaded at all', async () => {
    const load = failing(Number.POSITIVE_INFINITY);
    const part = expect(retryImport(load)).rejects.toBe(missing);
    await vi.advanceTimersByTimeAsync(60_000);
    await part;
    expect(load).toHaveBeenCalledTimes(4);
  });
});

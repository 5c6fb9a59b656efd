import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { UploadLock } from './upload-lock.service.ts';
import { lockerOf } from './partial-uploads-store.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it('a running part is stopped before the time limit of requests', async () => {
  const locks: Pick<UploadLock, 'acquire'> = { acquire: () => Promise.resolve(() => Promise.resolve()) };
  const locker = lockerOf(locks);
  const [slow, quick] = [vi.fn(), vi.fn()];
  await locker.newLock('slow').lock(new AbortController().signal, slow);
  const over = locker.newLock('quick');
  await over.lock(new AbortController().signal, quick);
  await vi.advanceTimersByTimeAsync(30_000);
  await over.unlock();
  expect(slow).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(25_000);
  expect(slow).toHaveBeenCalledTimes(1);
  expect(quick).not.toHaveBeenCalled();
});

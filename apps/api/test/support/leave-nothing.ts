import { afterAll, vi } from 'vitest';

/** Test files of one process follow each other: none may inherit another's clock, spies or settings. */
afterAll(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

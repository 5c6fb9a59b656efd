import { afterAll, vi } from 'vitest';

/** Test files of one process run one after another: none may inherit another's clock, spies or settings. */
afterAll(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

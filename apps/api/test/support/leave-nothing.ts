import { afterAll, vi } from 'vitest';
import { lentDatabases } from './database/embedded-databases.ts';

/** Test files of one process follow each other: none may inherit another's clock, spies or apps. */
afterAll(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  if (lentDatabases() > 0) throw new Error('This file has not stopped each app and database that it started');
});

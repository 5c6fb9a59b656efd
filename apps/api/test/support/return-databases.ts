import { afterAll } from 'vitest';
import { lentDatabases } from './database/embedded-databases.ts';

/** No test file may leave a running app behind for the next file of its process. */
afterAll(() => {
  if (lentDatabases() > 0) throw new Error('This file has not stopped each app and database that it started');
});

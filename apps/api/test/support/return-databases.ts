import { afterAll } from 'vitest';
import { lentDatabases } from './database/embedded-databases.ts';

/** None may leave an app behind for the next test file of its process, either. */
afterAll(() => {
  if (lentDatabases() > 0) throw new Error('This file has not stopped each app and database that it started');
});

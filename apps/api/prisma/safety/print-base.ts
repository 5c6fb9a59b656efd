import { OWN_FILES } from '../migrate/migration-files.ts';
import { DatabaseProblem } from '../migrate/problem.ts';
import { Repository } from './base.ts';

/** `node print-base.ts [commit]`: the hash of what new migrations are compared with, for scripts. */
try {
  const repository = new Repository(OWN_FILES.migrationsDir);
  console.log(repository.resolve(process.argv[2] ?? repository.base()));
} catch (error) {
  if (!(error instanceof DatabaseProblem)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

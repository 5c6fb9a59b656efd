import type { Report } from '../migrate/connection.ts';
import type { MigrationFiles } from '../migrate/migration-files.ts';
import { DatabaseProblem } from '../migrate/problem.ts';
import { Repository } from './base.ts';
import { checkSafety } from './check-safety.ts';

/** The label of a pull request by which a second person says yes to what a migration's author accepted. */
export const ACCEPTANCE_LABEL = 'migration-accepted';
/** Requests wait for a table this long at most: well below the three seconds after which the api gives up. */
const maxLockMs = 1000;
const defaultRows = 5000;

interface Options {
  base?: string | undefined;
  rows?: string | undefined;
  on?: string | undefined;
  /** Comma-separated; undefined where there is no pull request to ask. */
  labels?: string | undefined;
}

/** `npm run db -- check-safety`. @throws DatabaseProblem naming everything that stands against the new migrations */
export async function reportSafety(files: MigrationFiles, options: Options, report: Report): Promise<void> {
  const { rows = String(defaultRows), on: url, labels } = options;
  if (!/^[1-9]\d{0,6}$/.test(rows)) throw new DatabaseProblem('--rows takes a number from 1 to 9999999.');
  const repository = new Repository(files.migrationsDir);
  const base = options.base ?? repository.base();
  report(`Compared with ${base}.`);
  const released = repository.migrationsAt(repository.resolve(base), files);
  const { faults, accepted } = await checkSafety(files, { released, rows: Number(rows), maxLockMs, url, report });
  for (const line of accepted) report(`Accepted: ${line}`);
  requireSafety(faults, accepted, labels?.split(','));
  report('Nothing stands against them.');
}

/** @throws DatabaseProblem unless there is no fault, and what was accepted has its label where labels are known */
export function requireSafety(
  faults: readonly string[],
  accepted: readonly string[],
  labels: readonly string[] | undefined,
): void {
  const all = [...faults];
  if (accepted.length > 0 && labels !== undefined && !labels.includes(ACCEPTANCE_LABEL))
    all.push(`The pull request lacks the label ${ACCEPTANCE_LABEL}, by which a second person agrees.`);
  if (all.length > 0) throw new DatabaseProblem(`${all.join('\n')}\nWhat each asks for is in docs/releasing.md.`);
}

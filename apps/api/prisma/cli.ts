/**
 * `npm run db -- <command>`. `new` and `check` compare with Prisma's own engine, in WebAssembly, without any download;
 * they use an in-memory database and need nothing running. The others use DATABASE_URL, and do not load the engine.
 */
import { resolve } from 'node:path';
import { ConfigError, loadConfig } from '../src/platform/config/config.ts';
import { loadToolConfig, readDatabaseEnvironment } from '../src/platform/config/database-environment.ts';
import {
  ArgumentsProblem,
  type DatabaseArguments,
  type DatabaseCommand,
  type DatabaseOptions,
  readArguments,
  usage,
} from './arguments.ts';
import type { Manifest } from './backup/manifest.ts';
import { applyMigrations } from './migrate/apply.ts';
import { OWN_FILES } from './migrate/migration-files.ts';
import { DatabaseProblem } from './migrate/problem.ts';

const say = (line: string): void => console.log(line);
const { command, words, options } = readCommand();
const environment = readEnvironment();

/** Runs before anything else: reporting a mistyped command must not require any configuration. */
function readCommand(): DatabaseArguments {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    say(usage);
    return process.exit(0);
  }
  try {
    return readArguments(args);
  } catch (error) {
    if (!(error instanceof ArgumentsProblem)) throw error;
    console.error(`${error.message}\n${usage}`);
    return process.exit(2);
  }
}

function readEnvironment(): ReturnType<typeof readDatabaseEnvironment> {
  try {
    return readDatabaseEnvironment();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    return process.exit(1);
  }
}

function requireUrl(): string {
  if (environment.url !== undefined) return environment.url;
  throw new DatabaseProblem('Set DATABASE_URL, such as postgresql://user:password@localhost:5432/pixelboxx.');
}

const deadlineMs = ({ wait }: DatabaseOptions): number => Number(wait) * 1000;

async function seed(url: string): Promise<void> {
  // Only seeding needs images and passwords; other commands do not load their libraries.
  const { DEMO_PASSWORD, seedDatabase } = await import('./seed.ts');
  const added = await seedDatabase(url, { environment, config: loadToolConfig() });
  if (added === 0) {
    say('Nothing to seed: the demo people are there.');
    return;
  }
  say(`Added ${added} demo people. Sign in as demo, demo-mod or demo-admin with the password ${DEMO_PASSWORD}`);
}

/** @throws DatabaseProblem if values are left under a former key, or no known key can decrypt them */
async function reportKeys(rewrite: boolean): Promise<void> {
  const { examineKeys } = await import('./reencrypt.ts');
  const uses = await examineKeys(requireUrl(), loadConfig().secrets, { rewrite });
  const lines = uses.map(
    ({ name, current, former, unreadable }) =>
      `${name}: ${current} under the first key, ${former} under former ones, ${unreadable} under none that is known`,
  );
  if (uses.some(({ former, unreadable }) => former + unreadable > 0)) throw new DatabaseProblem(lines.join('\n'));
  say(lines.join('\n'));
}

const backupOptions = (folder: string, options: DatabaseOptions) => ({
  url: requireUrl(),
  config: loadConfig(),
  folder: resolve(folder),
  report: say,
  deadlineMs: deadlineMs(options),
});

const describe = ({ createdAt, tables, objects }: Manifest): string =>
  `${createdAt}: ${tables['users']?.rows ?? 0} users, ${objects.rows} objects`;

const commands: Record<
  DatabaseCommand,
  (word: string, options: DatabaseOptions, words: readonly string[]) => Promise<void>
> = {
  async new(name) {
    const { createMigration } = await import('./development/create.ts');
    const path = await createMigration(OWN_FILES, name, new Date());
    say(path === undefined ? 'Nothing to do: the migrations say what the schema says.' : `Wrote ${path}. Read it.`);
  },
  async apply(_, options) {
    const applied = await applyMigrations(requireUrl(), OWN_FILES, {
      report: say,
      deadlineMs: deadlineMs(options),
      ...(options.retry !== undefined && { retry: options.retry }),
    });
    say(
      applied.length === 0
        ? 'Nothing to apply: the database is up to date.'
        : `Applied ${applied.length} migration(s).`,
    );
  },
  async reset(_, options) {
    const { resetDatabase } = await import('./migrate/reset.ts');
    const url = requireUrl();
    const { isProduction } = environment;
    await resetDatabase(url, OWN_FILES, {
      report: say,
      isProduction,
      force: options.force === true,
      deadlineMs: deadlineMs(options),
    });
    await seed(url);
  },
  async check() {
    const { checkDatabase } = await import('./development/check.ts');
    const findings = await checkDatabase(OWN_FILES, environment.url);
    if (findings.length > 0) throw new DatabaseProblem(findings.join('\n'));
    say(
      environment.url === undefined
        ? 'The migrations equal the schema.'
        : 'The database, the migrations and the schema agree.',
    );
  },
  'check-safety': async (_, options) => {
    const { reportSafety } = await import('./safety/report.ts');
    await reportSafety(OWN_FILES, options, say);
  },
  seed: () => seed(requireUrl()),
  url() {
    say(requireUrl());
    return Promise.resolve();
  },
  async backup(folder, options) {
    const { createBackup } = await import('./backup/backup.ts');
    const moment = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
    const into = backupOptions(folder.endsWith('/') ? `${folder}${moment}` : folder, options);
    say(`Made a backup of ${describe(await createBackup(into))}, in ${into.folder}.`);
  },
  async verify(folder) {
    const { verifyBackup } = await import('./backup/backup.ts');
    say(`Whole: a backup of ${describe(await verifyBackup(resolve(folder)))}.`);
  },
  async restore(folder, options) {
    const { restoreBackup } = await import('./backup/backup.ts');
    say(`Restored the backup of ${describe(await restoreBackup(backupOptions(folder, options)))}.`);
  },
  async staff(_, options, words) {
    const { lookAfterStaff } = await import('./staff.ts');
    await lookAfterStaff(requireUrl(), words, { report: say, deadlineMs: deadlineMs(options) });
  },
  async audit(_, options, [act = '', ...files]) {
    const { lookAfterAudit } = await import('./audit.ts');
    await lookAfterAudit([act, ...files.map((file) => resolve(file))], options, {
      url: environment.url,
      report: say,
      deadlineMs: deadlineMs(options),
    });
  },
  keys: () => reportKeys(false),
  reencrypt: () => reportKeys(true),
};

commands[command](words[0] ?? '', options, words)
  .catch((error: unknown) => {
    const isSaid = error instanceof DatabaseProblem || error instanceof ConfigError;
    const isExpected = isSaid || (error instanceof TypeError && 'code' in error);
    console.error(isExpected ? error.message : error);
    process.exitCode = error instanceof ArgumentsProblem ? 2 : 1;
  })
  // Prisma's engine leaves a timer of ten seconds running (for a lock that it acquired long ago).
  .finally(() => process.exit());

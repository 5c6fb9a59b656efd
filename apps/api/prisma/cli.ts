/**
 * `npm run db -- <command>`. `new` and `check` compare by Prisma's own engine, in WebAssembly, without any download; they
 * use an in-memory database and need nothing running. The others work on DATABASE_URL, and do not load the engine.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError, loadConfig } from '../src/platform/config/config.ts';
import { loadToolConfig, readDatabaseEnvironment } from '../src/platform/config/database-environment.ts';
import type { Manifest } from './backup/manifest.ts';
import { applyMigrations } from './migrate/apply.ts';
import { OWN_FILES } from './migrate/migration-files.ts';
import { DatabaseProblem } from './migrate/problem.ts';

const USAGE = `Usage: npm run db -- <command>
  new <name>                 write the migration that the schema asks for
  apply [--retry <name>]     apply pending migrations; --retry: run an unfinished one again
  reset [--force]            delete everything, apply all migrations, seed (development only)
  check                      migrations equal the schema; with DATABASE_URL, that database equals the migrations
  check-safety               whether migrations since the last release may run while that release is in use
                             (--base <commit>, --rows <n>, --on <url of an empty database>, --labels <of the pull request>)
  seed                       add the demo people
  keys                       count what is encrypted under former keys of DATA_ENCRYPTION_KEY
  reencrypt                  encrypt that under the first key; can be interrupted and run again
  backup <folder>            database and objects into a folder, while the product runs; with a / at its end, into
                             a new one in it, named by the moment
  verify <folder>            read all of a backup
  restore <folder>           a backup into an empty installation of the same release
  staff <list|promote|reset-factors> [username]
                             who looks after the platform; for when no administrator is left who could
  audit <export|verify> <file>
                             the audit trail into a file (--from, --to, --format ndjson|csv), or whether one is unchanged
  --wait <seconds>           how long to wait for the database (60)`;

interface Options {
  retry?: string | undefined;
  force?: boolean | undefined;
  wait?: string | undefined;
  base?: string | undefined;
  rows?: string | undefined;
  on?: string | undefined;
  labels?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  format?: string | undefined;
}

const say = (line: string): void => console.log(line);
const environment = readEnvironment();

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

function deadlineMs({ wait = '60' }: Options): number {
  if (!/^\d{1,4}$/.test(wait)) throw new DatabaseProblem('--wait takes a number of seconds.');
  return Number(wait) * 1000;
}

async function seed(url: string): Promise<void> {
  // Only seeding needs images and passwords; their libraries are not loaded for the rest.
  const { DEMO_PASSWORD, seedDatabase } = await import('./seed.ts');
  const added = await seedDatabase(url, { environment, config: loadToolConfig() });
  if (added === 0) {
    say('Nothing to seed: the demo people are there.');
    return;
  }
  say(`Added ${added} demo people. Sign in as demo, demo-mod or demo-admin with the password ${DEMO_PASSWORD}`);
}

/** @throws DatabaseProblem when something is left under a former key, or can be read by no key at all */
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

function required(folder: string | undefined): string {
  if (folder === undefined) throw new DatabaseProblem('Name the folder of the backup.');
  return resolve(folder);
}

const backupOptions = (folder: string | undefined, options: Options) => ({
  url: requireUrl(),
  config: loadConfig(),
  folder: required(folder),
  report: say,
  deadlineMs: deadlineMs(options),
});

const describe = ({ createdAt, tables, objects }: Manifest): string =>
  `${createdAt}: ${tables['users']?.rows ?? 0} users, ${objects.rows} objects`;

const commands: Record<string, (name: string | undefined, options: Options, args: string[]) => Promise<void>> = {
  async new(name = '') {
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
  async backup(folder, options) {
    const { createBackup } = await import('./backup/backup.ts');
    const moment = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
    const into = backupOptions(folder?.endsWith('/') ? `${folder}${moment}` : folder, options);
    say(`Made a backup of ${describe(await createBackup(into))}, in ${into.folder}.`);
  },
  async verify(folder) {
    const { verifyBackup } = await import('./backup/backup.ts');
    say(`Whole: a backup of ${describe(await verifyBackup(required(folder)))}.`);
  },
  async restore(folder, options) {
    const { restoreBackup } = await import('./backup/backup.ts');
    say(`Restored the backup of ${describe(await restoreBackup(backupOptions(folder, options)))}.`);
  },
  async staff(_, options, args) {
    const { lookAfterStaff } = await import('./staff.ts');
    await lookAfterStaff(requireUrl(), args, { report: say, deadlineMs: deadlineMs(options) });
  },
  async audit(_, options, [command = '', file]) {
    const { lookAfterAudit } = await import('./audit.ts');
    const args = [command, ...(file === undefined ? [] : [resolve(file)])];
    await lookAfterAudit(args, options, { url: environment.url, report: say, deadlineMs: deadlineMs(options) });
  },
  keys: () => reportKeys(false),
  reencrypt: () => reportKeys(true),
};

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      retry: { type: 'string' },
      force: { type: 'boolean' },
      wait: { type: 'string' },
      base: { type: 'string' },
      rows: { type: 'string' },
      on: { type: 'string' },
      labels: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      format: { type: 'string' },
    },
  });
  const [command = '', ...args] = positionals;
  const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (!run) throw new DatabaseProblem(command === '' ? USAGE : `There is no command \`${command}\`.\n${USAGE}`);
  await run(args[0], values, args);
}

main()
  .catch((error: unknown) => {
    const isSaid = error instanceof DatabaseProblem || error instanceof ConfigError;
    const isExpected = isSaid || (error instanceof TypeError && 'code' in error);
    console.error(isExpected ? error.message : error);
    process.exitCode = 1;
  })
  // Prisma's engine leaves a timer of ten seconds behind (for a lock it has long got).
  .finally(() => process.exit());

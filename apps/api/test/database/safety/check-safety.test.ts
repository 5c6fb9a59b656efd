import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OWN_FILES, readMigrations, writeMigration } from '../../../prisma/migrate/migration-files.ts';
import { Repository } from '../../../prisma/safety/base.ts';
import { checkSafety, type SafetyResult } from '../../../prisma/safety/check-safety.ts';
import { fillTables } from '../../../prisma/safety/fill.ts';
import { ACCEPTANCE_LABEL, requireSafety } from '../../../prisma/safety/report.ts';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { createMigrationFolder, type MigrationFolder } from '../../support/database/migration-folder.ts';

const report = (): void => {};
const first = 'CREATE TABLE people (id uuid PRIMARY KEY, email text, bytes int NOT NULL);';
let folder: MigrationFolder;
let database: TestDatabase | undefined;

beforeEach(() => {
  folder = createMigrationFolder();
  folder.write('20260101000000_first', first);
});
afterEach(async () => {
  folder.remove();
  await database?.stop();
  database = undefined;
});

/** What stands against a second migration, on tables of the first that hold rows. */
async function check(script: string, maxLockMs = 1000): Promise<SafetyResult> {
  const released = readMigrations(folder);
  folder.write('20260102000000_second', script);
  database = await createEmptyDatabase();
  return checkSafety(folder, { released, rows: 200, maxLockMs, url: database.url, report });
}

describe('migrations since a release', () => {
  it('pass if the previous release can run with them', async () =>
    expect(await check('ALTER TABLE people ADD COLUMN bio text; CREATE TABLE notes (id int);')).toEqual({
      faults: [],
      accepted: [],
    }));

  it('are refused with the object and the reason', async () => {
    const { faults } = await check('ALTER TABLE people DROP COLUMN email;');
    expect(faults).toEqual([expect.stringMatching(/^20260102000000_second: drop-column people\.email: /)]);
  });

  it('that fail are reported together with their dangerous statements', async () => {
    const { faults } = await check('ALTER TABLE people DROP COLUMN email; SELECT 1 / 0;');
    expect(faults).toEqual([expect.stringContaining('drop-column'), expect.stringContaining('division by zero')]);
  });

  it('pass with an acceptance, which is reported', async () =>
    expect(
      await check('-- accept drop-column people.email: nothing reads it\nALTER TABLE people DROP COLUMN email;'),
    ).toEqual({ faults: [], accepted: ['20260102000000_second: drop-column people.email: nothing reads it'] }));

  it('are tested with data, not only on an empty database', async () => {
    const script = '-- accept set-not-null people.email: tried\nALTER TABLE people ALTER COLUMN email SET NOT NULL;';
    expect((await check(script)).faults).toEqual([
      expect.stringMatching(/second fails on the data of the release before: .*null values/),
    ]);
  });

  it('are refused if they hold a lock on a table for too long, counted from the locking statement to the end', async () => {
    const { faults } = await check('ALTER TABLE people ADD COLUMN bio text; SELECT pg_sleep(0.3);', 250);
    expect(faults).toEqual([expect.stringMatching(/second holds AccessExclusiveLock on people for \d{3} ms\.$/)]);
  });

  it('may lock a table that they create for any time', async () =>
    expect((await check('CREATE TABLE notes (id int); SELECT pg_sleep(0.3);', 250)).faults).toEqual([]));

  it('may neither change a released migration nor sort before it', async () => {
    const released = [...readMigrations(folder), { name: '20260103000000_gone', script: '', checksum: '' }];
    folder.write('20260102000000_late', 'SELECT 1;');
    const changed = released.map((one) => ({ ...one, checksum: `${one.checksum}0` }));
    const { faults } = await checkSafety(folder, { released: changed, rows: 1, maxLockMs: 1000, report });
    expect(faults).toEqual([
      '20260101000000_first was released, and is changed.',
      '20260103000000_gone was released, and is gone.',
      '20260102000000_late sorts before 20260103000000_gone, which was released: name it anew.',
    ]);
  });

  it('are not tested in a database that is in use', async () => {
    database = await createTestDatabase();
    folder.write('20260102000000_second', 'SELECT 1;');
    const options = {
      released: readMigrations(folder).slice(0, 1),
      rows: 1,
      maxLockMs: 1000,
      url: database.url,
      report,
    };
    await expect(checkSafety(folder, options)).rejects.toThrow(/has tables/);
  });
});

it('the generated test data fills every table of the product within all its constraints', async () => {
  database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const counts = await fillTables(client, 50).finally(() => client.end());
  const { installation, ...others } = Object.fromEntries(counts);
  // Of the installation there is one row at most.
  expect(installation).toBeLessThanOrEqual(1);
  expect(Object.values(others).length).toBeGreaterThan(20);
  expect(Object.entries(others).filter(([, count]) => count !== 50)).toEqual([]);
});

describe('the base of the comparison', () => {
  let top: string;
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-C', top, ...args], {
      encoding: 'utf8',
    }).trim();
  const commit = (name: string): string => {
    writeMigration({ ...OWN_FILES, migrationsDir: join(top, 'deep/migrations') }, name, `-- ${name}`);
    git('add', '.');
    git('commit', '-q', '-m', name);
    return git('rev-parse', 'HEAD');
  };

  beforeEach(() => {
    top = mkdtempSync(join(tmpdir(), 'safety-'));
    git('init', '-q', '-b', 'main');
  });
  afterEach(() => rmSync(top, { recursive: true }));

  it('is the previous release, also when a release itself is checked out', () => {
    commit('1_one');
    git('tag', 'v1.0.0');
    commit('2_two');
    git('tag', 'v1.1.0');
    expect(new Repository(top).base()).toBe('v1.0.0');
  });

  it('is the merge base of a branch, or the previous commit on main, before the first release', () => {
    const one = commit('1_one');
    const two = commit('2_two');
    expect(new Repository(top).base()).toBe(one);
    git('checkout', '-q', '-b', 'topic');
    commit('3_three');
    expect(new Repository(top).base()).toBe(two);
  });

  it('provides the migrations of that commit', () => {
    const one = commit('1_one');
    commit('2_two');
    const migrationsDir = join(top, 'deep/migrations');
    const files = { ...OWN_FILES, migrationsDir };
    // Asked from inside, where git shortens paths.
    const found = new Repository(migrationsDir).migrationsAt(one, files);
    expect(found).toEqual(readMigrations(files).slice(0, 1));
    expect(found[0]?.script).toContain('1_one');
  });

  it('is not determined in a shallow clone, where releases are missing', () => {
    commit('1_one');
    commit('2_two');
    git('clone', '-q', '--depth', '1', `file://${top}`, join(top, 'shallow'));
    expect(() => new Repository(join(top, 'shallow')).base()).toThrow(/whole history/);
  });

  it('must be given with --base if there is none', () => {
    commit('1_one');
    const repository = new Repository(top);
    expect(() => repository.base()).toThrow(/--base/);
    expect(() => repository.resolve('v9')).toThrow('v9 is no commit');
  });
});

describe('accepted dangers', () => {
  it('require a label on the pull request, if there is one', () => {
    expect(() => requireSafety([], ['one: drop-table x: gone'], ['bug'])).toThrow(ACCEPTANCE_LABEL);
    expect(() => requireSafety([], ['one: drop-table x: gone'], ['bug', ACCEPTANCE_LABEL])).not.toThrow();
    expect(() => requireSafety([], ['one: drop-table x: gone'], undefined)).not.toThrow();
  });

  it('do not excuse other dangers', () =>
    expect(() => requireSafety(['one: drop-table y'], [], [ACCEPTANCE_LABEL])).toThrow('drop-table y'));
});

import { compileCache } from '@pixelboxx/config/testing';
import { authEndpoints, type Upload, uploadEndpoints, userEndpoints } from '@pixelboxx/shared';
import { albumEndpoints } from '@pixelboxx/shared/features/albums';
import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, globSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createBackup } from '../../prisma/backup/backup.ts';
import { loadConfig } from '../../src/platform/config/config.ts';
import { type CodeUser, challenge, enrolled, verify } from '../mfa/code-users.ts';
import { startReplica } from '../support/app.ts';
import { Browser } from '../support/clients/browser.ts';
import { register, type TestUser } from '../support/clients/users.ts';
import { testEnvironment } from '../support/config.ts';
import { createTestDatabase } from '../support/database/database.ts';
import { secretsOf } from '../support/replicas.ts';
import { useApp } from '../support/use-app.ts';
import { photo } from '../support/uploads/images.ts';
import { uploadAvatar, uploadImage } from '../support/uploads/uploading.ts';

const app = useApp();
const cli = join(import.meta.dirname, '../../prisma/cli.ts');

/** Whoever is there before the backup, and what they have. */
let owner: TestUser;
let coder: CodeUser;
let uploads: Upload[];
/** Made once, of all that; each test that restores one has a copy of its own. */
let made: string;

beforeAll(async () => {
  [owner, coder] = [await register(app), await enrolled(app)];
  const images = await Promise.all(
    ['#123456', '#654321', '#abcdef'].map((color) => photo({ width: 700, height: 500 }, color).jpeg().toBuffer()),
  );
  await uploadAvatar(owner.browser, images[0]!);
  for (const [index, image] of images.entries()) {
    await uploadImage(owner.browser, image, index === 0 ? 'public' : 'private');
  }
  ({ items: uploads } = await owner.browser.call(uploadEndpoints.list, { query: {} }));
  const { id } = await owner.browser.call(albumEndpoints.create, { body: { title: 'By the sea' } });
  await owner.browser.call(albumEndpoints.addImages, {
    params: { id },
    body: { uploadIds: uploads.filter(({ kind }) => kind === 'IMAGE').map((upload) => upload.id) },
  });
  made = mkdtempSync(join(tmpdir(), 'pixelboxx-backup-'));
  await backUpTo(join(made, 'backup'));
});

afterAll(() => rmSync(made, { recursive: true, force: true }));

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pixelboxx-backup-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** As an operator runs it, in a process of its own. */
function run(
  args: string[],
  environment: Record<string, string | undefined>,
): Promise<{ status: number; text: string }> {
  const settings = testEnvironment({ ...secretsOf(app), ...environment });
  const env = { ...settings, ...compileCache(), PATH: process.env['PATH'] };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', cli, ...args],
      { env },
      (error, stdout, stderr) => resolve({ status: error ? Number(error.code) : 0, text: stdout + stderr }),
    );
  });
}

const here = () => ({ DATABASE_URL: app.databaseUrl, DATA_DIR: app.dataDir });

async function backUpTo(folder: string): Promise<void> {
  const { status, text } = await run(['backup', folder], here());
  expect([status, text]).toEqual([0, expect.stringContaining('Made a backup of')]);
}

/** Of what is there now. */
async function backUp(): Promise<string> {
  const folder = join(temporaryFolder(), 'backup');
  await backUpTo(folder);
  return folder;
}

function copyOfBackup(): string {
  const folder = join(temporaryFolder(), 'backup');
  cpSync(join(made, 'backup'), folder, { recursive: true });
  return folder;
}

/** A place for it: a migrated database that nobody has used, and no objects. */
async function newPlace(): Promise<{ DATABASE_URL: string; DATA_DIR: string }> {
  const database = await createTestDatabase();
  onTestFinished(() => database.stop());
  return { DATABASE_URL: database.url, DATA_DIR: temporaryFolder() };
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function startAt(place: { DATABASE_URL: string; DATA_DIR: string }) {
  const replica = await startReplica({ ...place, ...secretsOf(app) });
  onTestFinished(() => replica.stop());
  return replica;
}

const bytesAt = async (baseUrl: string, url: string | null) => {
  const response = await fetch(new URL(url ?? '', baseUrl));
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
};

describe('a backup, restored into a new installation', () => {
  it('accepts all sessions, passwords and codes, and serves every image', async () => {
    const [folder, place] = [copyOfBackup(), await newPlace()];
    expect(await run(['restore', folder], place)).toMatchObject({ status: 0 });
    const { baseUrl } = await startAt(place);

    const session = new Browser(baseUrl);
    for (const [name, value] of owner.browser.cookies) session.cookies.set(name, value);
    expect(await session.call(authEndpoints.me)).toEqual(await owner.browser.call(authEndpoints.me));
    const { username: identifier, password } = owner.credentials;
    const anew = new Browser(baseUrl);
    await anew.call(authEndpoints.login, { body: { identifier, password } });
    const [byApp, byBackupCode] = [new Browser(baseUrl), new Browser(baseUrl)];
    await verify(await challenge(coder, byApp), coder.phone.code());
    await verify(await challenge(coder, byBackupCode), coder.backupCodes[0]!);

    const restored = await anew.call(uploadEndpoints.list, { query: {} });
    expect(restored.items.map(({ id }) => id)).toEqual(uploads.map(({ id }) => id));
    for (const [index, { variants }] of restored.items.entries()) {
      for (const [at, { url }] of variants.entries()) {
        const before = await bytesAt(app.baseUrl, uploads[index]!.variants[at]!.url);
        expect((await bytesAt(baseUrl, url)).equals(before)).toBe(true);
      }
    }
    const { items } = await anew.call(albumEndpoints.list, { query: {} });
    expect(items).toMatchObject([
      { title: 'By the sea', imageCount: uploads.filter(({ kind }) => kind === 'IMAGE').length },
    ]);
    expect(await anew.call(userEndpoints.profile, { params: { username: identifier } })).toMatchObject({
      username: identifier,
    });
  });

  it('can be used normally: new images are stored, and sweeps are allowed', async () => {
    const [folder, place] = [copyOfBackup(), await newPlace()];
    await run(['restore', folder], place);
    const { baseUrl } = await startAt(place);
    const anew = new Browser(baseUrl);
    const { username: identifier, password } = owner.credentials;
    await anew.call(authEndpoints.login, { body: { identifier, password } });
    const added = await uploadImage(anew, await photo({ width: 300, height: 200 }, '#fedcba').png().toBuffer());
    expect((await anew.call(uploadEndpoints.list, { query: {} })).items[0]?.id).toBe(added.id);
    const [ownership] = await query(place.DATABASE_URL, 'SELECT id::text FROM installation');
    expect(ownership).toEqual((await query(app.databaseUrl, 'SELECT id::text FROM installation'))[0]);
    expect(await register({ browser: () => new Browser(baseUrl) })).toBeTruthy();
  });

  it('is complete or empty: an interrupted restore can be repeated', async () => {
    const [folder, place] = [copyOfBackup(), await newPlace()];
    await query(place.DATABASE_URL, 'ALTER TABLE albums ADD CONSTRAINT never CHECK (false)');
    expect(await run(['restore', folder], place)).toMatchObject({ status: 1 });
    expect(await query(place.DATABASE_URL, 'SELECT id FROM users')).toEqual([]);
    await query(place.DATABASE_URL, 'ALTER TABLE albums DROP CONSTRAINT never');
    const again = await run(['restore', folder], place);
    expect([again.status, again.text]).toEqual([0, expect.stringContaining('Put 0 objects.')]);
    expect(await query(place.DATABASE_URL, 'SELECT id FROM users')).toHaveLength(2);
  });
});

describe('a restore', () => {
  it('is refused with a clear message and without changes, if the keys differ or the target is in use', async () => {
    const [folder, place] = [copyOfBackup(), await newPlace()];
    const otherKey = { DATA_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64url') };
    const refusals = [
      [{ ...place, ...otherKey }, 'DATA_ENCRYPTION_KEY is not the one of this backup'],
      [{ ...place, DATABASE_URL: app.databaseUrl }, 'The database is not empty'],
    ] as const;
    for (const [environment, words] of refusals) {
      const { status, text } = await run(['restore', folder], environment);
      expect([status, text.trim()]).toEqual([1, expect.stringContaining(words)]);
      expect(text).not.toMatch(/^\s+at /m);
    }
    const used = await newPlace();
    const { baseUrl } = await startAt(used);
    await uploadAvatar(
      (await register({ browser: () => new Browser(baseUrl) })).browser,
      await photo({ width: 300, height: 300 }).png().toBuffer(),
    );
    const { text } = await run(['restore', folder], { ...place, DATA_DIR: used.DATA_DIR });
    expect(text).toContain('The object store is not empty');
    expect(await query(place.DATABASE_URL, 'SELECT id FROM users')).toEqual([]);
  });

  it('is refused for a backup of another release, naming it', async () => {
    const [folder, place] = [copyOfBackup(), await newPlace()];
    await query(place.DATABASE_URL, `DELETE FROM _prisma_migrations WHERE migration_name LIKE '%dead_events'`);
    expect((await run(['restore', folder], place)).text).toContain('of a release whose last migration is 2026');
  });

  it('is refused for a damaged or incomplete backup, which `verify` reports, too', async () => {
    const [folder, place] = [copyOfBackup(), await newPlace()];
    expect((await run(['verify', folder], place)).text).toContain('Whole: a backup of');
    const [object] = globSync('objects/**/*.webp', { cwd: folder });
    appendFileSync(join(folder, object!), 'x');
    for (const command of ['verify', 'restore']) {
      const { status, text } = await run([command, folder], place);
      expect([status, text]).toEqual([1, expect.stringContaining('is missing or damaged')]);
    }
    rmSync(join(folder, 'manifest.json'));
    expect((await run(['restore', folder], place)).text).toContain('or one that was interrupted');
  });
});

describe('making a backup', () => {
  it('keeps every character, including Unicode line separators', async () => {
    const name = 'Ada\u2028of\u2029the\u0085sea\ud83c\udf0a';
    await app.prisma.user.update({ where: { id: owner.user.id }, data: { displayName: name } });
    const [folder, place] = [await backUp(), await newPlace()];
    await app.prisma.user.update({ where: { id: owner.user.id }, data: { displayName: null } });
    expect(await run(['restore', folder], place)).toMatchObject({ status: 0 });
    const sql = 'SELECT display_name FROM users WHERE display_name IS NOT NULL';
    expect(await query(place.DATABASE_URL, sql)).toEqual([{ display_name: name }]);
  });

  it('contains the images of all its rows, even of those deleted during the backup', async () => {
    const { id, contentHash } = await app.prisma.upload.findFirstOrThrow({
      where: { userId: owner.user.id, visibility: 'PRIVATE' },
    });
    const folder = join(temporaryFolder(), 'backup');
    const config = loadConfig(testEnvironment({ ...secretsOf(app), ...here() }));
    const objects = join(app.dataDir, 'objects/private', contentHash.slice(0, 2), contentHash);
    const aside = join(temporaryFolder(), 'aside');
    const report = (line: string) => {
      if (/rows of/.test(line)) renameSync(objects, aside);
    };
    try {
      await createBackup({ url: app.databaseUrl, config, folder, report, deadlineMs: 10_000 });
    } finally {
      renameSync(aside, objects);
    }
    const place = await newPlace();
    expect(await run(['restore', folder], place)).toMatchObject({ status: 0 });
    const { baseUrl } = await startAt(place);
    const anew = new Browser(baseUrl);
    for (const [cookie, value] of owner.browser.cookies) anew.cookies.set(cookie, value);
    const { variants } = await anew.call(uploadEndpoints.get, { params: { id } });
    for (const { url, bytes } of variants) expect((await bytesAt(baseUrl, url)).length).toBe(bytes);
  });

  it('continues where it was interrupted, never overwrites another backup, and is readable only by its owner', async () => {
    const folder = await backUp();
    expect((await run(['backup', folder], here())).text).toContain('is a backup already');
    rmSync(join(folder, 'manifest.json'));
    expect((await run(['backup', folder], here())).text).toContain('Copied 0 objects.');
    for (const path of globSync('{database,objects}/**', { cwd: folder }))
      expect(statSync(join(folder, path)).mode & 0o077, path).toBe(0);
    const parent = temporaryFolder();
    await run(['backup', `${parent}/`], here());
    expect(readdirSync(parent)).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d$/)]);
    const elsewhere = temporaryFolder();
    appendFileSync(join(elsewhere, 'letters.txt'), 'Dear Ada');
    expect((await run(['backup', elsewhere], here())).text).toContain('holds `letters.txt`');
  });

  it('contains no secrets', async () => {
    const folder = copyOfBackup();
    for (const secret of Object.values(secretsOf(app))) {
      const { status } = await new Promise<{ status: number }>((resolve) =>
        execFile('grep', ['-rqaF', secret, folder], (error) => resolve({ status: error ? 1 : 0 })),
      );
      expect(status).toBe(1);
    }
  });
});

import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { healthEndpoints } from '@pixelboxx/shared';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ObjectStorage } from '../../../src/platform/storage/object-storage.ts';
import { StorageInstallation } from '../../../src/platform/storage/storage-installation.ts';
import { UploadsSweeper } from '../../../src/uploads/sweep/sweeper.service.ts';
import { s3Settings, startS3Server } from '../../support/network/s3-server.ts';
import { useApp } from '../../support/use-app.ts';
import { type RunningApp, startApp, type startReplica } from '../../support/app.ts';
import { CapturedLogs } from '../../support/captured-logs.ts';
import { register } from '../../support/clients/users.ts';
import { startTwin } from '../../support/replicas.ts';
import { photo } from '../../support/uploads/images.ts';
import { storedKeys, uploadAvatar } from '../../support/uploads/uploading.ts';

type App = Pick<RunningApp, 'app' | 'browser' | 'prisma'>;

const sweep = ({ app }: App, options: { dryRun?: boolean; allowMany?: boolean } = {}) =>
  app.get(UploadsSweeper).sweep({ dryRun: false, ...options });

async function putOrphans({ app }: App, count: number): Promise<void> {
  const storage = app.get(ObjectStorage);
  for (let made = 0; made < count; made += 1) {
    const key = `public/${randomBytes(32).toString('hex')}/64.webp`;
    await storage.put(key, Buffer.from('x'), { contentType: 'image/webp', visibility: 'public' });
  }
}

/** Images that the database knows: rows and objects, without the cost of decoding. */
async function putKnown(app: App, count: number): Promise<void> {
  const { user } = await register(app);
  for (let made = 0; made < count; made += 1) {
    const contentHash = randomBytes(32).toString('hex');
    await app.prisma.upload.create({
      data: {
        ...{
          userId: user.id,
          kind: 'IMAGE',
          status: 'READY',
          visibility: 'PUBLIC',
          storageVisibility: 'PUBLIC',
          contentHash,
        },
        ...{ variants: [], width: 1, height: 1, bytes: 1, thumbhash: 'x', dominantColor: '#000000' },
      },
    });
    const key = `public/${contentHash}/320.webp`;
    await app.app.get(ObjectStorage).put(key, Buffer.from('x'), { contentType: 'image/webp', visibility: 'public' });
  }
}

const markOf = async ({ app }: App) =>
  JSON.parse((await app.get(ObjectStorage).readMark()) ?? 'null') as { id: string; sweeps: number } | null;

const degraded = async (app: App) => (await app.browser().call(healthEndpoints.ready)).degraded;

const stores = {
  disk: () =>
    Promise.resolve({
      settings: { DATA_DIR: mkdtempSync(join(tmpdir(), 'pixelboxx-store-')) },
      stop: () => Promise.resolve(),
    }),
  S3: async () => {
    const server = await startS3Server();
    return { settings: s3Settings(server.config), stop: () => server.close() };
  },
};

describe.each(['disk', 'S3'] as const)('[C2] a sweep of a store on %s', (kind) => {
  let store: Awaited<ReturnType<(typeof stores)[typeof kind]>>;
  const others: { stop(): Promise<void> }[] = [];

  beforeAll(async () => {
    store = await stores[kind]();
  });

  afterAll(() => store.stop());

  const app = useApp(() => ({ ...store.settings, LOG_LEVEL: 'error' }));

  beforeAll(async () => {
    // The sweep that is due at seven minutes past would be one more than these tests count.
    await app.prisma.pool.query(`DELETE FROM pgboss.schedule WHERE name = 'uploads.sweep'`);
  });

  beforeEach(async () => {
    // As at the first start.
    await app.prisma.pool.query('DELETE FROM installation');
    const storage = app.app.get(ObjectStorage);
    await storage.delete((await storage.list('')).objects.map(({ key }) => key));
    await app.app.get(StorageInstallation).adopt();
  });

  afterEach(async () => {
    for (const other of others.splice(0)) await other.stop();
  });

  it('removes nothing from the store of another installation and logs an error, until the store is adopted', async () => {
    await putOrphans(app, 3);
    const before = await storedKeys(app);
    const logs = new CapturedLogs(app.app);
    await app.app.get(ObjectStorage).writeMark(JSON.stringify({ id: randomUUID(), sweeps: 0 }));

    expect(await sweep(app)).toMatchObject({ refusal: 'foreign', orphanedImages: 3 });
    expect(await sweep(app, { allowMany: true })).toMatchObject({ refusal: 'foreign' });
    expect(await storedKeys(app)).toEqual(before);
    expect(logs.events('uploads.sweep.refused')[0]).toMatchObject({ level: 'error', refusal: 'foreign', unknown: 3 });
    await expect.poll(() => degraded(app), { timeout: 5_000 }).toContain('storage-sweep');

    await app.app.get(StorageInstallation).adopt();
    expect(await sweep(app)).toMatchObject({ refusal: null, orphanedImages: 3, failures: 0 });
    expect(await storedKeys(app)).toEqual([]);
    await expect.poll(() => degraded(app), { timeout: 5_000 }).not.toContain('storage-sweep');
  });

  it('removes nothing when its own database has been lost', async () => {
    await putOrphans(app, 3);
    await app.prisma.pool.query('DELETE FROM installation');
    expect(await sweep(app)).toMatchObject({ refusal: 'foreign' });
    expect(await storedKeys(app)).toHaveLength(3);
  });

  it('removes nothing when an older database was restored', async () => {
    await putOrphans(app, 3);
    const backup = await markOf(app);
    expect(await sweep(app)).toMatchObject({ refusal: null });
    await putOrphans(app, 3);
    await app.prisma.pool.query('UPDATE installation SET sweeps = $1', [backup?.sweeps]);
    expect(await sweep(app)).toMatchObject({ refusal: 'ahead' });
    expect(await storedKeys(app)).toHaveLength(3);
  });

  it('marks an unmarked store as its own only if the database knows most of its content', async () => {
    await putKnown(app, 20);
    await putOrphans(app, 2);
    await app.app.get(ObjectStorage).writeMark('');
    expect(await sweep(app)).toMatchObject({ refusal: 'unmarked' });
    expect(await storedKeys(app)).toHaveLength(22);
    await putKnown(app, 20);
    expect(await sweep(app, { dryRun: true })).toMatchObject({ refusal: null });
    expect(await markOf(app).catch(() => null)).toBeNull();
    expect(await sweep(app)).toMatchObject({ refusal: null, orphanedImages: 2 });
    expect(await markOf(app)).toMatchObject({ sweeps: 1 });
  });

  it('stops if it would remove more than a twentieth of the store, unless that is allowed explicitly', async () => {
    await putKnown(app, 10);
    await putOrphans(app, 51);
    expect(await sweep(app)).toMatchObject({ refusal: 'too-many', orphanedImages: 51 });
    expect(await storedKeys(app)).toHaveLength(61);
    expect(await sweep(app, { allowMany: true })).toMatchObject({ refusal: null, failures: 0 });
    expect(await storedKeys(app)).toHaveLength(10);
  });

  it('does not stop if a small store has much to remove', async () => {
    await putOrphans(app, 50);
    expect(await sweep(app)).toMatchObject({ refusal: null, orphanedImages: 50 });
  });

  /** At the same moment; in turn on S3, since s3rver, unlike a real one, mixes up puts of one key. */
  async function each<Result>(replicas: App[], work: (replica: App) => Promise<Result>): Promise<Result[]> {
    if (kind === 'disk') return Promise.all(replicas.map(work));
    const results: Result[] = [];
    for (const replica of replicas) results.push(await work(replica));
    return results;
  }

  it('may run on several replicas, which mark a new store with the same id', async () => {
    const twins: Awaited<ReturnType<typeof startReplica>>[] = await Promise.all(
      [1, 2].map(() => startTwin(app, store.settings)),
    );
    others.push(...twins);
    await app.prisma.pool.query('DELETE FROM installation');
    await each([app, ...twins], (replica) => replica.app.get(StorageInstallation).adopt());
    const { rows } = await app.prisma.pool.query<{ id: string }>('SELECT id FROM installation');
    expect(rows).toEqual([{ id: (await markOf(app))?.id }]);
    await putOrphans(app, 4);
    const reports = await each([app, ...twins], (replica) => sweep(replica));
    expect(reports.map(({ refusal }) => refusal)).toEqual([null, null, null]);
    expect(await storedKeys(app)).toEqual([]);
  });
});

describe('[C2] a store that is used for the first time', () => {
  it('is marked before the first picture is stored', async () => {
    const app = await startApp();
    const { browser } = await register(app);
    expect(await markOf(app)).toBeNull();
    await uploadAvatar(browser, await photo().jpeg().toBuffer());
    const { rows } = await app.prisma.pool.query<{ id: string }>('SELECT id FROM installation');
    expect(await markOf(app)).toMatchObject({ id: rows[0]?.id, sweeps: 0 });
    await app.stop();
  });
});

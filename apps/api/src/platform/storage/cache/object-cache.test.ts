import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DiskObjectStorage } from '../disk/disk-object-storage.ts';
import { FileUrlSigner } from '../signing/file-url-signer.ts';
import { ManualClock } from '../../../../test/support/time/manual-clock.ts';
import { bytesOf, someKey } from '../../../../test/platform/storage/object-storage.contract.ts';
import { CachingReplica, FakeLog } from '../../../../test/platform/storage/cache/replica.ts';

const webp = { contentType: 'image/webp', visibility: 'public' } as const;
const startMs = 1_700_000_000_000;
const image = Buffer.from('image');
let directory: string;
let clock: ManualClock;
let store: DiskObjectStorage;
let log: FakeLog;
let replica: CachingReplica;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pixelboxx-cache-'));
});

beforeEach(() => {
  clock = new ManualClock(startMs);
  store = new DiskObjectStorage(directory, new FileUrlSigner([randomBytes(32)], clock));
  log = new FakeLog();
  replica = new CachingReplica(store, log, clock);
  replica.read();
});

afterAll(() => rm(directory, { recursive: true, force: true }));

async function stored(body = image): Promise<string> {
  const key = someKey();
  await replica.storage.put(key, body, webp);
  return key;
}

/** Deletes the object without this process noticing: only memory can still return it. */
async function isRemembered(key: string): Promise<boolean> {
  await store.delete([key]);
  return (await replica.storage.get(key)) !== null;
}

const hashOf = (key: string) => key.split('/')[1] ?? '';

describe('the object cache', () => {
  it('serves small public objects and parts of them from memory, with their metadata', async () => {
    const key = await stored();
    const described = await replica.storage.head(key);
    await replica.storage.get(key);
    await store.delete([key]);
    expect(await bytesOf(await replica.storage.get(key))).toEqual(image);
    expect(await bytesOf(await replica.storage.get(key, { start: 1, end: 3 }))).toEqual(Buffer.from('mag'));
    expect(await replica.storage.head(key)).toMatchObject({ ...described });
  });

  it('immediately drops what is deleted through its own process', async () => {
    const key = await stored();
    await replica.storage.get(key);
    await replica.storage.delete([key]);
    expect(await replica.storage.get(key)).toBeNull();
    expect(replica.cache.bytes).toBe(0);
  });

  it('drops what another process removed as soon as it reads the invalidation', async () => {
    const key = await stored();
    await replica.storage.get(key);
    await store.delete([key]);
    log.commit(hashOf(key));
    replica.read();
    expect(await replica.storage.get(key)).toBeNull();
  });

  it('is not used while removals are unknown', async () => {
    const key = await stored();
    await replica.storage.get(key);
    clock.set(startMs + 751);
    expect(await isRemembered(key)).toBe(false);
  });

  it('does not cache what was read while removals were unknown', async () => {
    const fresh = new CachingReplica(store, log, clock);
    const key = await stored();
    await fresh.storage.get(key);
    fresh.read();
    expect(fresh.cache.bytes).toBe(0);
  });

  it('does not cache an object that any process removed while it was read', async () => {
    const [own, others] = [await stored(), await stored()];
    const reading = [replica.storage.get(own), replica.storage.get(others)];
    await replica.storage.delete([own]);
    await store.delete([others]);
    log.commit(hashOf(others));
    replica.read();
    await Promise.all(reading);
    expect([await replica.storage.get(own), await replica.storage.get(others)]).toEqual([null, null]);
  });

  it('drops everything after a gap in the invalidations', async () => {
    const key = await stored();
    await replica.storage.get(key);
    replica.readAnew();
    expect(await isRemembered(key)).toBe(false);
  });

  it('uses no entry for longer than 30 s, in case a removal was not announced', async () => {
    const key = await stored();
    await replica.storage.get(key);
    await store.delete([key]);
    const isServedAfter = async (seconds: number) => {
      clock.set(startMs + seconds * 1000);
      replica.read();
      return (await replica.storage.get(key)) !== null;
    };
    expect([await isServedAfter(29), await isServedAfter(31)]).toEqual([true, false]);
  });

  it('nor after the clock was set back', async () => {
    const key = await stored();
    await replica.storage.get(key);
    await store.delete([key]);
    clock.set(startMs - 3_600_000);
    replica.read();
    expect(await replica.storage.get(key)).toBeNull();
  });

  it('never keeps private objects', async () => {
    const key = someKey('private');
    await replica.storage.put(key, Buffer.from('secret'), { ...webp, visibility: 'private' });
    await replica.storage.get(key);
    expect(await isRemembered(key)).toBe(false);
  });

  it('caches nothing larger than 1 MiB, and nothing at all if its size limit is 0', async () => {
    const key = await stored(Buffer.alloc(1024 * 1024 + 1));
    await replica.storage.get(key);
    expect(replica.cache.bytes).toBe(0);
    const off = new CachingReplica(store, log, clock, 0);
    off.read();
    const small = await stored();
    await off.storage.get(small);
    expect(off.cache.bytes).toBe(0);
  });

  it('stays within its size limit, and drops the least recently used first', async () => {
    const small = new CachingReplica(store, log, clock, 1_000_000);
    small.read();
    const keys = await Promise.all(Array.from({ length: 12 }, () => stored(Buffer.alloc(100_000))));
    const [first = '', second = ''] = keys;
    for (const key of keys) {
      await small.storage.get(key);
      await small.storage.get(first);
      expect(small.cache.bytes).toBeLessThanOrEqual(1_000_000);
    }
    expect(small.cache.get(first)).toBeDefined();
    expect(small.cache.get(second)).toBeUndefined();
  });
});

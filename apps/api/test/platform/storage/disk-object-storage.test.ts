import { SystemClock } from '@pixelboxx/node-kit';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../src/platform/errors/app-error.ts';
import { CachedObjectStorage } from '../../../src/platform/storage/cached-object-storage.ts';
import { DiskObjectStorage } from '../../../src/platform/storage/disk/disk-object-storage.ts';
import { FileUrlSigner } from '../../../src/platform/storage/signing/file-url-signer.ts';
import { bytesOf, describeObjectStorage, someKey } from './object-storage.contract.ts';

const webp = { contentType: 'image/webp', visibility: 'public' } as const;
const clock = new SystemClock();
const signer = new FileUrlSigner([randomBytes(32)], clock);
let directory: string;
let storage: DiskObjectStorage;
let cached: CachedObjectStorage;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pixelboxx-objects-'));
  storage = new DiskObjectStorage(directory, signer);
  cached = new CachedObjectStorage(storage, clock);
});

afterAll(() => rm(directory, { recursive: true, force: true }));

describeObjectStorage('disk', () => storage);
describeObjectStorage('disk behind the read cache', () => cached);

describe('objects on disk', () => {
  it('leave no partial file behind', async () => {
    await storage.put(someKey(), randomBytes(1000), webp);
    expect(await readdir(join(directory, 'partial'))).toEqual([]);
  });

  it('are unavailable, not broken, when the directory cannot be used', async () => {
    const file = join(directory, 'a-file');
    await writeFile(file, '');
    await chmod(file, 0o400);
    const broken = new DiskObjectStorage(join(file, 'objects'), signer);
    await expect(broken.put(someKey(), Buffer.from('x'), webp)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await expect(broken.put(someKey(), Buffer.from('x'), webp)).rejects.toBeInstanceOf(AppError);
    expect(await broken.isUp()).toBe(false);
  });
});

describe('the read cache', () => {
  it('serves public objects from memory and forgets them when they are deleted', async () => {
    const key = someKey();
    await cached.put(key, Buffer.from('picture'), webp);
    await cached.get(key);
    await storage.delete([key]);
    expect(await bytesOf(await cached.get(key))).toEqual(Buffer.from('picture'));
    await cached.delete([key]);
    expect(await cached.get(key)).toBeNull();
  });

  it('serves what another replica removed for 30 s at most, however often it is asked for', async () => {
    const key = someKey();
    const replica = new CachedObjectStorage(storage, clock);
    const now = vi.spyOn(Date, 'now');
    const startMs = performance.timeOrigin + performance.now();
    const readAfter = async (seconds: number) => {
      now.mockReturnValue(startMs + seconds * 1000);
      return (await replica.get(key)) !== null;
    };
    await cached.put(key, Buffer.from('picture'), webp);
    expect(await readAfter(0)).toBe(true);
    await cached.delete([key]);
    expect([await readAfter(10), await readAfter(20), await readAfter(29), await readAfter(31)]).toEqual([
      ...[true, true, true],
      false,
    ]);
    now.mockRestore();
  });

  it('does not bring back an object whose delete overtook the read', async () => {
    const key = someKey();
    await cached.put(key, Buffer.from('picture'), webp);
    const reading = cached.get(key);
    await cached.delete([key]);
    await reading;
    expect(await cached.get(key)).toBeNull();
  });

  it('never keeps private objects', async () => {
    const key = someKey('private');
    await cached.put(key, Buffer.from('secret'), { ...webp, visibility: 'private' });
    await cached.get(key);
    await storage.delete([key]);
    expect(await cached.get(key)).toBeNull();
  });

  it('stays within its bounds however much is read', async () => {
    const keys = Array.from({ length: 80 }, () => someKey());
    for (const key of keys) {
      await cached.put(key, Buffer.alloc(500_000), webp);
      await cached.get(key);
    }
    await storage.delete(keys);
    const kept = await Promise.all(keys.map((key) => cached.get(key)));
    expect(kept.filter(Boolean).length).toBeGreaterThan(50);
    expect(kept.filter(Boolean).length * 500_000).toBeLessThanOrEqual(32 * 1024 * 1024);
    expect(kept[0]).toBeNull();
  });
});

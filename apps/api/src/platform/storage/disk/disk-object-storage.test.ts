import { SystemClock } from '@pixelboxx/node-kit';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../errors/app-error.ts';
import { CachedObjectStorage } from '../cache/cached-object-storage.ts';
import { ObjectCache } from '../cache/object-cache.ts';
import { DiskObjectStorage } from './disk-object-storage.ts';
import { FileUrlSigner } from '../signing/file-url-signer.ts';
import { describeObjectStorage, someKey } from '../../../../test/platform/storage/object-storage.contract.ts';

const webp = { contentType: 'image/webp', visibility: 'public' } as const;
const clock = new SystemClock();
const signer = new FileUrlSigner([randomBytes(32)], clock);
let directory: string;
let storage: DiskObjectStorage;
let cached: CachedObjectStorage;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pixelboxx-objects-'));
  storage = new DiskObjectStorage(directory, signer);
  cached = new CachedObjectStorage(
    storage,
    new ObjectCache(2 ** 25, clock, { isCurrent: () => true, listen: () => () => undefined }),
  );
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

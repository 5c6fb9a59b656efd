import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { ObjectStorage, ObjectWithBody } from '../../../src/platform/storage/object-storage.ts';

const webp = { contentType: 'image/webp', visibility: 'public' } as const;
const secret = { contentType: 'image/webp', visibility: 'private' } as const;

export function someKey(visibility: 'public' | 'private' = 'public', name = '256'): string {
  return `${visibility}/${randomBytes(32).toString('hex')}/${name}.webp`;
}

export async function bytesOf(object: ObjectWithBody | null): Promise<Buffer | null> {
  if (!object) return null;
  return Buffer.isBuffer(object.body) ? object.body : buffer(object.body);
}

/** What every implementation of the port does, whatever stands behind it. */
export function describeObjectStorage(name: string, storageOf: () => ObjectStorage): void {
  describe(`object storage: ${name}`, () => {
    it('returns what was put, with size and type', async () => {
      const key = someKey();
      const body = randomBytes(70_000);
      await storageOf().put(key, body, webp);
      const object = await storageOf().get(key);
      expect(object).toMatchObject({ size: 70_000, contentType: 'image/webp' });
      expect((await bytesOf(object))?.equals(body)).toBe(true);
      const { modifiedAt, ...described } = (await storageOf().head(key)) ?? {};
      expect(described).toEqual({ size: 70_000, contentType: 'image/webp' });
      expect(modifiedAt).toEqual(object?.modifiedAt);
      expect(Math.abs((modifiedAt?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    });

    it('carries objects larger than one read', async () => {
      const key = someKey();
      const body = randomBytes(1_500_000);
      await storageOf().put(key, body, webp);
      expect((await bytesOf(await storageOf().get(key)))?.equals(body)).toBe(true);
    });

    it.each([5_000, 1_500_000])('returns a part of an object of %i bytes, and the size of the whole', async (size) => {
      const key = someKey();
      const body = randomBytes(size);
      await storageOf().put(key, body, webp);
      for (const [start, end] of [
        [0, 1],
        [17, 4_096],
        [size - 1, size - 1],
        [0, size - 1],
      ] as const) {
        const part = await storageOf().get(key, { start, end });
        expect(part).toMatchObject({ size, contentType: 'image/webp' });
        expect((await bytesOf(part))?.equals(body.subarray(start, end + 1))).toBe(true);
      }
      expect(await storageOf().get(someKey(), { start: 0, end: 1 })).toBeNull();
    });

    it('stores a file from the disk without changing the file', async () => {
      const directory = await mkdtemp(join(tmpdir(), 'pixelboxx-file-body-'));
      const path = join(directory, 'archive');
      const body = randomBytes(1_500_000);
      await writeFile(path, body);
      const key = `private/${randomBytes(32).toString('hex')}/export.zip`;
      const archive = { contentType: 'application/zip', visibility: 'private' } as const;
      await storageOf().put(key, { path, size: body.length }, archive);
      expect(await storageOf().head(key)).toMatchObject({ size: body.length, contentType: 'application/zip' });
      expect((await bytesOf(await storageOf().get(key)))?.equals(body)).toBe(true);
      await rm(directory, { recursive: true });
    });

    it('returns null for absent objects', async () => {
      expect(await storageOf().get(someKey())).toBeNull();
      expect(await storageOf().head(someKey())).toBeNull();
    });

    it('replaces an existing object', async () => {
      const key = someKey();
      await storageOf().put(key, Buffer.from('first'), webp);
      await storageOf().put(key, Buffer.from('second!'), webp);
      expect(await bytesOf(await storageOf().get(key))).toEqual(Buffer.from('second!'));
    });

    it('deletes only the given keys, and ignores absent ones', async () => {
      const [gone, kept] = [someKey(), someKey()];
      await storageOf().put(gone, Buffer.from('a'), webp);
      await storageOf().put(kept, Buffer.from('b'), webp);
      await storageOf().delete([gone, someKey()]);
      await storageOf().delete([gone]);
      await storageOf().delete([]);
      expect(await storageOf().get(gone)).toBeNull();
      expect(await bytesOf(await storageOf().get(kept))).toEqual(Buffer.from('b'));
    });

    it('allows the same object to be put and deleted simultaneously', async () => {
      const key = someKey();
      const rounds = Array.from({ length: 15 }, async () => {
        await storageOf().put(key, Buffer.from('picture'), webp);
        await storageOf().delete([key]);
      });
      await Promise.all(rounds);
      await storageOf().put(key, Buffer.from('picture'), webp);
      expect(await bytesOf(await storageOf().get(key))).toEqual(Buffer.from('picture'));
    });

    it('lists by prefix in key order, page by page, each object once', async () => {
      const hash = randomBytes(32).toString('hex');
      const keys = ['64', '256', '512', '1280', '2048'].map((name) => `private/${hash}/${name}.webp`);
      await Promise.all(keys.map((key) => storageOf().put(key, Buffer.from(key), secret)));
      await storageOf().put(someKey(), Buffer.from('elsewhere'), webp);

      const found: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await storageOf().list(`private/${hash}/`, { limit: 2, ...(cursor === null ? {} : { cursor }) });
        expect(page.objects.length).toBeLessThanOrEqual(2);
        found.push(...page.objects.map(({ key }) => key));
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(found).toEqual([...keys].sort());
    });

    it('lists everything when the prefix is empty, with sizes and times', async () => {
      const before = Date.now() - 60_000;
      const key = someKey('private');
      await storageOf().put(key, Buffer.from('12345'), secret);
      const { objects } = await storageOf().list('');
      const listed = objects.find((object) => object.key === key);
      expect(listed?.size).toBe(5);
      expect(listed?.modifiedAt.getTime()).toBeGreaterThan(before);
      expect((await storageOf().list('public/ffff')).objects).toEqual([]);
    });

    it.each([
      '../../etc/passwd',
      'public/../private/x.webp',
      `public/${'a'.repeat(64)}/../../x.webp`,
      `public/${'a'.repeat(64)}/256.html`,
      `public/${'A'.repeat(64)}/256.webp`,
      `/public/${'a'.repeat(64)}/256.webp`,
      `public/${'a'.repeat(64)}/256.webp\0`,
      `public/${'a'.repeat(64)}/256.webp\n`,
      `secret/${'a'.repeat(64)}/256.webp`,
      '',
    ])('refuses the key %j everywhere', async (key) => {
      const storage = storageOf();
      await expect(storage.put(key, Buffer.from('x'), webp)).rejects.toThrow(TypeError);
      await expect(storage.get(key)).rejects.toThrow(TypeError);
      await expect(storage.head(key)).rejects.toThrow(TypeError);
      await expect(storage.delete([key])).rejects.toThrow(TypeError);
      await expect((async () => storage.signedUrl(key, { expiresInSeconds: 60 }))()).rejects.toThrow(TypeError);
      expect(() => storage.publicUrl(key)).toThrow(TypeError);
    });

    it('refuses a content type or visibility that the key contradicts', async () => {
      const html = { contentType: 'text/html', visibility: 'public' } as const;
      await expect(storageOf().put(someKey(), Buffer.from('x'), html)).rejects.toThrow(TypeError);
      await expect(storageOf().put(someKey(), Buffer.from('x'), secret)).rejects.toThrow(TypeError);
    });

    it('signs addresses that expire within fifteen minutes, whatever is requested', async () => {
      const key = someKey('private');
      const tenYears = await storageOf().signedUrl(key, { expiresInSeconds: 315_360_000 });
      expect(tenYears.expiresAt.getTime()).toBeLessThanOrEqual(Date.now() + 900_000);
      const minute = await storageOf().signedUrl(key, { expiresInSeconds: 60 });
      expect(minute.url).toContain(key);
      expect(Math.abs(minute.expiresAt.getTime() - Date.now() - 60_000)).toBeLessThan(5_000);
    });

    it('reports that it is up', async () => {
      expect(await storageOf().isUp()).toBe(true);
    });
  });
}

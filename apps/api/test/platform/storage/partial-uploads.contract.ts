import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { PartialUploads } from '../../../src/platform/storage/partial-uploads.ts';

/** Some bytes, and then the connection breaks. */
function breakingAfter(bytes: Buffer): Readable {
  return Readable.from(
    (async function* () {
      yield bytes;
      await Promise.resolve();
      throw new Error('the connection broke');
    })(),
  );
}

function wholeOf(partialUploads: PartialUploads, id: string): Promise<Buffer> {
  return partialUploads.withFile(id, (path) => readFile(path));
}

/** What every implementation of the port does, whatever stands behind it. */
export function describePartialUploads(name: string, partialUploadsOf: () => PartialUploads): void {
  describe(`quarantine: ${name}`, () => {
    it('joins the parts of a file', async () => {
      const [id, bytes] = [randomUUID(), randomBytes(300_000)];
      expect(await partialUploadsOf().size(id)).toBe(0);
      expect(await partialUploadsOf().write(id, 0, Readable.from([bytes.subarray(0, 100_000)]))).toBe(100_000);
      expect(await partialUploadsOf().size(id)).toBe(100_000);
      const rest = [bytes.subarray(100_000, 200_000), bytes.subarray(200_000)];
      expect(await partialUploadsOf().write(id, 100_000, Readable.from(rest))).toBe(300_000);
      expect((await wholeOf(partialUploadsOf(), id)).equals(bytes)).toBe(true);
    });

    it('keeps the bytes received before a connection broke, and reports the break', async () => {
      const [id, bytes] = [randomUUID(), randomBytes(50_000)];
      const broken = partialUploadsOf().write(id, 0, breakingAfter(bytes.subarray(0, 20_000)));
      await expect(broken).rejects.toThrow('the connection broke');
      expect(await partialUploadsOf().size(id)).toBe(20_000);
      await partialUploadsOf().write(id, 20_000, Readable.from([bytes.subarray(20_000)]));
      expect((await wholeOf(partialUploadsOf(), id)).equals(bytes)).toBe(true);
    });

    it('replaces bytes that are sent again', async () => {
      const id = randomUUID();
      await partialUploadsOf().write(id, 0, Readable.from([Buffer.from('abc')]));
      await partialUploadsOf().write(id, 3, Readable.from([Buffer.from('def')]));
      expect(await partialUploadsOf().write(id, 5, Readable.from([Buffer.from('F')]))).toBe(6);
      expect(await partialUploadsOf().size(id)).toBe(6);
      expect((await wholeOf(partialUploadsOf(), id)).toString()).toBe('abcdeF');
    });

    it('accepts an empty part', async () => {
      const id = randomUUID();
      await partialUploadsOf().write(id, 0, Readable.from([Buffer.from('abc')]));
      expect(await partialUploadsOf().write(id, 3, Readable.from([]))).toBe(3);
      expect(await partialUploadsOf().size(id)).toBe(3);
    });

    it('keeps files separate, and removes one, also repeatedly', async () => {
      const [gone, kept] = [randomUUID(), randomUUID()];
      await partialUploadsOf().write(gone, 0, Readable.from([Buffer.from('gone')]));
      await partialUploadsOf().write(kept, 0, Readable.from([Buffer.from('kept')]));
      await partialUploadsOf().remove(gone);
      await partialUploadsOf().remove(gone);
      expect(await partialUploadsOf().size(gone)).toBe(0);
      expect((await wholeOf(partialUploadsOf(), kept)).toString()).toBe('kept');
    });

    it('lists files that have not been written to for a while', async () => {
      const id = randomUUID();
      await partialUploadsOf().write(id, 0, Readable.from([Buffer.from('abc')]));
      const [before, after] = [-60_000, 60_000].map((ms) => new Date(Date.now() + ms));
      expect(await partialUploadsOf().listOlderThan(before ?? new Date(0))).not.toContain(id);
      expect(await partialUploadsOf().listOlderThan(after ?? new Date(0))).toContain(id);
    });

    it.each(['', '..', '../objects', 'a/b', `${randomUUID()}/..`, `${randomUUID()}\n`, randomUUID().toUpperCase()])(
      'refuses the id %j',
      async (id) => {
        const write = async () => partialUploadsOf().write(id, 0, Readable.from([Buffer.from('x')]));
        await expect(write()).rejects.toThrow(TypeError);
        await expect((async () => partialUploadsOf().size(id))()).rejects.toThrow(TypeError);
        await expect((async () => partialUploadsOf().remove(id))()).rejects.toThrow(TypeError);
        await expect((async () => wholeOf(partialUploadsOf(), id))()).rejects.toThrow(TypeError);
      },
    );
  });
}

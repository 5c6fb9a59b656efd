import { SystemClock } from '@pixelboxx/node-kit';
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DiskPartialUploads } from './disk/disk-partial-uploads.ts';
import { S3ObjectStorage } from './s3/s3-object-storage.ts';
import { S3PartialUploads } from './s3/s3-partial-uploads.ts';
import { describePartialUploads } from '../../../test/platform/storage/partial-uploads.contract.ts';
import { s3Config, type S3Server, startS3Server } from '../../../test/support/network/s3-server.ts';

let directory: string;
let server: S3Server;
let disk: DiskPartialUploads;
let s3: S3PartialUploads;

const spool = () => join(directory, 'spool');

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pixelboxx-quarantine-'));
  server = await startS3Server();
  disk = new DiskPartialUploads(join(directory, 'quarantine'));
  s3 = new S3PartialUploads(server.config, spool());
});

afterAll(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

describePartialUploads('disk', () => disk);
describePartialUploads('S3', () => s3);

describe('quarantine on disk', () => {
  it('never leaves a gap', async () => {
    const id = randomUUID();
    await expect(disk.write(id, 5, Readable.from([Buffer.from('x')]))).rejects.toThrow();
    expect(await disk.size(id)).toBe(0);
  });

  it('is unavailable, not broken, when its directory cannot be used', async () => {
    const file = join(directory, 'a-file');
    await writeFile(file, '');
    await chmod(file, 0o400);
    const broken = new DiskPartialUploads(join(file, 'quarantine'));
    const write = broken.write(randomUUID(), 0, Readable.from([Buffer.from('x')]));
    await expect(write).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });
});

describe('quarantine on S3', () => {
  it('leaves nothing behind on this machine, and nothing that can be read as an object', async () => {
    const id = randomUUID();
    await s3.write(id, 0, Readable.from([Buffer.from('abc')]));
    await s3.withFile(id, () => Promise.resolve());
    expect(await readdir(spool())).toEqual([]);
    const objects = new S3ObjectStorage(server.config, new SystemClock());
    const { objects: listed } = await objects.list(`quarantine/${id}/`);
    expect(listed).toHaveLength(1);
    await expect(objects.get(listed[0]?.key ?? '')).rejects.toThrow(TypeError);
    expect(() => objects.publicUrl(listed[0]?.key ?? '')).toThrow(TypeError);
  });

  it('is unavailable while the store is, and does not report any bytes as stored', async () => {
    const deadlines = { connectMilliseconds: 300, callMilliseconds: 600, probeMilliseconds: 300 };
    const away = new S3PartialUploads(s3Config('http://127.0.0.1:1'), spool(), deadlines);
    const unavailable = { code: 'SERVICE_UNAVAILABLE' };
    await expect(away.write(randomUUID(), 0, Readable.from([Buffer.from('x')]))).rejects.toMatchObject(unavailable);
    await expect(away.size(randomUUID())).rejects.toMatchObject(unavailable);
    await expect(away.remove(randomUUID())).rejects.toMatchObject(unavailable);
    expect(await readdir(spool())).toEqual([]);
  });
});

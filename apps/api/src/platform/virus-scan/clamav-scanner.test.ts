import { findFreePort } from '@pixelboxx/config/testing';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ClamAvScanner } from './clamav-scanner.ts';
import { within } from '../../../test/support/time/timing.ts';
import { eicar } from '../../../test/support/network/eicar.ts';
import { type FakeClamd, type Manner, startFakeClamd } from '../../../test/support/network/fake-clamd.ts';

/** Too long to end a test; tests of a deadline shorten it. */
const deadlines = { connectMs: 30_000, idleMs: 30_000, totalMs: 30_000 };
const unavailable = { code: 'SERVICE_UNAVAILABLE', details: { retryAfterSeconds: 10 } };
let directory: string;
let clamd: FakeClamd;
let scanner: ClamAvScanner;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pixelboxx-scan-'));
});

afterAll(() => rm(directory, { recursive: true }));

beforeEach(async () => {
  clamd = await startFakeClamd();
  scanner = new ClamAvScanner({ host: '127.0.0.1', port: clamd.port }, deadlines);
});

afterEach(() => clamd.close());

async function fileOf(bytes: Buffer | string): Promise<string> {
  const path = join(directory, randomBytes(8).toString('hex'));
  await writeFile(path, bytes);
  return path;
}

describe('scanning a file', () => {
  it('hands over every byte of it, and calls it clean', async () => {
    const bytes = randomBytes(1_000_003);
    expect(await scanner.findMalware(await fileOf(bytes))).toBeNull();
    expect(clamd.scanned[0]?.equals(bytes)).toBe(true);
  });

  it('scans an empty file, too', async () => {
    expect(await scanner.findMalware(await fileOf(''))).toBeNull();
    expect(clamd.scanned[0]).toHaveLength(0);
  });

  it('names what was found, wherever in the file it is', async () => {
    const path = await fileOf(Buffer.concat([randomBytes(200_000), Buffer.from(eicar), randomBytes(10)]));
    expect(await scanner.findMalware(path)).toBe('Eicar-Test-Signature');
  });

  it('waits for a scanner that takes its time', async () => {
    clamd.manner = 'slow';
    expect(await scanner.findMalware(await fileOf('hello'))).toBeNull();
  });
});

describe('a scanner that cannot be trusted to have looked', () => {
  const brokenOff = /hung up without an answer|ECONNRESET|EPIPE/;
  const manners: [Manner, RegExp][] = [
    ['silent', /fell silent/],
    ['garbage', /PERHAPS OK/],
    ['empty', /hung up without an answer/],
    ['endless', /does not come to an end/],
    ['error', /Can't allocate memory/],
    ['dies in the stream', brokenOff],
    ['dies before answering', brokenOff],
    // The response can be lost with the connection, which is closed while the sender has not finished.
    ['too long', new RegExp(`StreamMaxLength|${brokenOff.source}`)],
  ];

  it.each(manners)('(%s) means unavailable, never clean, and is not waited for', async (manner, cause) => {
    clamd.manner = manner;
    const path = await fileOf(randomBytes(2_000_000));
    const limits = manner === 'silent' ? { ...deadlines, idleMs: 500 } : deadlines;
    const strict = new ClamAvScanner({ host: '127.0.0.1', port: clamd.port }, limits);
    await expect(strict.findMalware(path)).rejects.toMatchObject({
      ...unavailable,
      cause: { message: expect.stringMatching(cause) as string },
    });
    clamd.manner = 'well';
    expect(await scanner.findMalware(path)).toBeNull();
  });

  it('says which setting is too small when a file is longer than it takes', async () => {
    const path = await fileOf(Buffer.alloc(5_000_000));
    await expect(scanner.findMalware(path)).rejects.toMatchObject(unavailable);
    // The response can be lost with the connection, which is closed while the sender has not finished.
    clamd.manner = 'too long';
    await expect(scanner.findMalware(await fileOf('short'))).rejects.toMatchObject({
      cause: { message: expect.stringContaining('StreamMaxLength') as string },
    });
  });

  it('that is not there at all means unavailable', async () => {
    const away = new ClamAvScanner({ host: '127.0.0.1', port: await findFreePort() }, deadlines);
    await expect(away.findMalware(await fileOf('hello'))).rejects.toMatchObject(unavailable);
    expect(await away.isUp()).toBe(false);
  });

  it('takes a file that cannot be read for one that was not scanned', async () => {
    await expect(scanner.findMalware(join(directory, 'not-there'))).rejects.toMatchObject(unavailable);
  });
});

describe('many files at once', () => {
  it('are scanned a few at a time, each on its own', async () => {
    clamd.manner = 'slow';
    const patient = new ClamAvScanner({ host: '127.0.0.1', port: clamd.port }, deadlines, {
      concurrent: 3,
      queued: 20,
    });
    const paths = await Promise.all(Array.from({ length: 12 }, (_, i) => fileOf(i % 4 === 0 ? eicar : `file ${i}`)));
    const found = await Promise.all(paths.map((path) => patient.findMalware(path)));
    expect(found.map((name) => name !== null)).toEqual(paths.map((_, i) => i % 4 === 0));
    expect(clamd.peakConcurrency).toBe(3);
  });

  it('are refused when too many wait, and do not wait one after the other for a scanner that hangs', async () => {
    clamd.manner = 'silent';
    const limits = { ...deadlines, totalMs: 800 };
    const busy = new ClamAvScanner({ host: '127.0.0.1', port: clamd.port }, limits, { concurrent: 2, queued: 10 });
    const path = await fileOf('hello');
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => busy.findMalware(path)));
    const codes = results.map((result) => result.status === 'rejected' && (result.reason as { code: string }).code);
    expect(codes.filter((code) => code === 'OVERLOADED')).toHaveLength(8);
    expect(codes.filter((code) => code === 'SERVICE_UNAVAILABLE')).toHaveLength(12);
    // If each scan's deadline began with its turn, each would have got as far as sending its file.
    expect(clamd.scanned.length).toBeLessThan(12);
  });
});

it('keeps nobody waiting for longer than clients do when it says nothing, unless told otherwise', async () => {
  clamd.manner = 'silent';
  const usual = new ClamAvScanner({ host: '127.0.0.1', port: clamd.port });
  const path = await fileOf('hello');
  await within(12_000, () => expect(usual.findMalware(path)).rejects.toMatchObject(unavailable));
});

describe('whether it is up', () => {
  it('is asked by a ping', async () => {
    expect(await scanner.isUp()).toBe(true);
  });

  it('is not taken for granted from an open port', async () => {
    clamd.manner = 'silent';
    expect(await scanner.isUp()).toBe(false);
  });
});

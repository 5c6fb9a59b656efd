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
  it('sends every byte of it, and reports it as clean', async () => {
    const bytes = randomBytes(1_000_003);
    expect(await scanner.findMalware(await fileOf(bytes))).toBeNull();
    expect(clamd.scanned[0]?.equals(bytes)).toBe(true);
  });

  it('scans an empty file, too', async () => {
    expect(await scanner.findMalware(await fileOf(''))).toBeNull();
    expect(clamd.scanned[0]).toHaveLength(0);
  });

  it('names the malware, wherever in the file it is', async () => {
    const path = await fileOf(Buffer.concat([randomBytes(200_000), Buffer.from(eicar), randomBytes(10)]));
    expect(await scanner.findMalware(path)).toBe('Eicar-Test-Signature');
  });

  it('waits for a slow scanner', async () => {
    clamd.manner = 'slow';
    expect(await scanner.findMalware(await fileOf('hello'))).toBeNull();
  });
});

describe('a scanner without a reliable result', () => {
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

  it('names the setting that is too small if a file exceeds its limit', async () => {
    const path = await fileOf(Buffer.alloc(5_000_000));
    await expect(scanner.findMalware(path)).rejects.toMatchObject(unavailable);
    // The response can be lost with the connection, which is closed while the sender has not finished.
    clamd.manner = 'too long';
    await expect(scanner.findMalware(await fileOf('short'))).rejects.toMatchObject({
      cause: { message: expect.stringContaining('StreamMaxLength') as string },
    });
  });

  it('that refuses the connection means unavailable', async () => {
    const away = new ClamAvScanner({ host: '127.0.0.1', port: await findFreePort() }, deadlines);
    await expect(away.findMalware(await fileOf('hello'))).rejects.toMatchObject(unavailable);
    expect(await away.isUp()).toBe(false);
  });

  it('does not count an unreadable file as scanned', async () => {
    await expect(scanner.findMalware(join(directory, 'not-there'))).rejects.toMatchObject(unavailable);
  });
});

describe('many simultaneous scans', () => {
  it('run a few at a time, independently', async () => {
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

  it('are refused when too many wait, and do not wait one after the other for a hanging scanner', async () => {
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

it('the default scan timeout is shorter than that of clients', async () => {
  clamd.manner = 'silent';
  const usual = new ClamAvScanner({ host: '127.0.0.1', port: clamd.port });
  const path = await fileOf('hello');
  await within(12_000, () => expect(usual.findMalware(path)).rejects.toMatchObject(unavailable));
});

describe('the scanner’s health check', () => {
  it('sends a ping', async () => {
    expect(await scanner.isUp()).toBe(true);
  });

  it('does not rely on an open port', async () => {
    clamd.manner = 'silent';
    expect(await scanner.isUp()).toBe(false);
  });
});

import { takeTime } from '@pixelboxx/config/testing';
import { uploadEndpoints } from '@pixelboxx/shared';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, openAsBlob, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../../support/clients/browser.ts';
import { testEnvironment } from '../../support/config.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { register } from '../../support/clients/users.ts';
import { openPrisma } from '../../support/database/prisma.ts';
import { compileProgram } from '../../support/programs/compile-program.ts';
import { CrashingProcess } from '../../support/programs/crashing-process.ts';
import { flatIdat, handmadePng } from '../../support/uploads/images.ts';
import { avatarPath, errorOf, filesIn } from '../../support/uploads/uploading.ts';

const maxBytes = 10_000_000;
let database: TestDatabase;
let program: string;
let api: CrashingProcess;
let dataDir: string;

/** In a process of its own: the memory and the event loop of whoever sends fifty files are not the service's. */
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'pixelboxx-load-'));
  database = await createTestDatabase();
  program = await compileProgram(join(import.meta.dirname, '../crash/crashing-api.ts'));
  const settings = { DATABASE_URL: database.url, DATA_DIR: dataDir, UPLOAD_MAX_BYTES: String(maxBytes) };
  api = await CrashingProcess.start(program, testEnvironment(settings));
});

afterAll(async () => {
  await api.kill();
  await database.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Most memory the process ever had, in bytes; null where the system does not tell. */
function peakMemory(): number | null {
  const path = `/proc/${api.pid}/status`;
  if (!existsSync(path)) return null;
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(path, 'utf8'))?.[1]) * 1024;
}

async function blobOf(name: string, bytes: Buffer): Promise<Blob> {
  const path = join(dataDir, name);
  writeFileSync(path, bytes);
  return openAsBlob(path);
}

/** Noise, which no encoder makes smaller: as many bytes as an upload may have. */
async function largestImage(): Promise<Blob> {
  const edge = Math.floor(Math.sqrt((maxBytes - 50_000) / 3));
  const raw = { width: edge, height: edge, channels: 3 } as const;
  const png = await sharp(randomBytes(edge * edge * 3), { raw })
    .png({ compressionLevel: 0 })
    .toBuffer();
  expect(png.length).toBeGreaterThan(0.98 * maxBytes);
  return blobOf('largest.png', png);
}

/** Interlaced, so that all of it is in memory while it is decoded: 16 megapixels, 46 MiB. */
function heaviestImage(): Promise<Blob> {
  const size = { width: 4000, height: 4000 };
  return blobOf('heaviest.png', handmadePng(size, flatIdat({ ...size, height: size.height + 10 }), [], true));
}

function send(browser: Browser, path: string, file: Blob): Promise<Response> {
  const body = new FormData();
  body.set('file', file, 'picture.png');
  return browser.fetch(path, { method: 'POST', body });
}

/** `fetch` keeps the reason to itself. */
function formatFailure(reason: unknown): string {
  const cause = reason instanceof Error ? reason.cause : undefined;
  return `${String(reason)}: ${String(cause)}`;
}

describe('many simultaneous uploads', () => {
  it('[84] fifty of the largest size succeed or get a Retry-After, while the service stays responsive and small', async () => {
    const users = await Promise.all(
      Array.from({ length: 10 }, () => register({ browser: () => new Browser(api.url) })),
    );
    const [largest, heaviest] = [await largestImage(), await heaviestImage()];
    const memory = peakMemory();
    const progress = { isDone: false, pings: 0 };
    // All of them settle, whatever becomes of one: what fails later than the first would be nobody's.
    const settling = Promise.allSettled(
      Array.from({ length: 50 }, (_, index) => {
        const { browser } = users[index % users.length]!;
        return send(browser, index % 2 ? avatarPath : uploadEndpoints.image.path, index % 5 ? largest : heaviest);
      }),
    ).finally(() => (progress.isDone = true));
    // One after the other: a loop that is held up by an image lets none of these through. How fast is for the benchmark.
    while (!progress.isDone) {
      expect((await fetch(`${api.url}/v1/health/live`)).status).toBe(200);
      progress.pings += 1;
      await takeTime(10);
    }

    const settled = await settling;
    const lost = settled.flatMap((it) => (it.status === 'rejected' ? [formatFailure(it.reason)] : []));
    expect(lost).toEqual([]);
    const responses = settled.flatMap((it) => (it.status === 'fulfilled' ? [it.value] : []));
    const refused = responses.filter(({ status }) => status !== 201);
    for (const response of refused) {
      expect(await errorOf(response)).toMatchObject({ status: 503, code: 'OVERLOADED' });
      expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    }
    // Two at work and the queue behind them may still run out of time; whoever came first is served in any case.
    expect(refused.length).toBeLessThan(49);
    expect(progress.pings).toBeGreaterThan(50);
    if (memory !== null) expect((peakMemory() ?? Infinity) - memory).toBeLessThan(400 * 1024 * 1024);
    expect(filesIn(join(dataDir, 'incoming'))).toEqual([]);
    const { prisma, close } = openPrisma(database.url);
    const left = await prisma.upload.findMany();
    await close();
    expect(left.every(({ status, deletedAt }) => status === 'READY' && deletedAt === null)).toBe(true);
    expect(left.filter(({ kind }) => kind === 'AVATAR').length).toBeLessThanOrEqual(users.length);
    // Two decoders at work on a machine that does other things: seconds for each, and fifty of them.
  }, 240_000);
});

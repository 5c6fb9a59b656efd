import { takeTime } from '@pixelboxx/config/testing';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { healthEndpoints, Upload, uploadEndpoints } from '@pixelboxx/shared';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { canary, type CorpusFile, makeCorpus } from '../../../../../e2e/corpus/index.ts';
import { Browser } from '../../support/clients/browser.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { type TestUser, register } from '../../support/clients/users.ts';
import { openPrisma } from '../../support/database/prisma.ts';
import { ApiProcess } from '../../support/programs/api-process.ts';
import { photo } from '../../support/uploads/images.ts';
import { filesIn, formOf, uploadAvatar, uploadImage } from '../../support/uploads/uploading.ts';

/** One file of the corpus, sent as it is to a real process, and what came back. */
interface Outcome {
  readonly file: CorpusFile;
  readonly kind: 'avatar' | 'image';
  readonly status: number;
  /** Of the failure. */
  readonly code: string | null;
  readonly upload: Upload | null;
  readonly milliseconds: number;
}

const seed = 20_261_123;
/** Every so many files are sent as an avatar, too. */
const avatarEvery = 9;
const clients = 3;
const maxGrowthBytes = 400 * 1024 * 1024;

let dataDir: string;
let database: TestDatabase;
let api: ApiProcess;
let user: TestUser;
let corpus: CorpusFile[];
let outcomes: Outcome[];
let liveness: { statuses: number[]; slowestMs: number };
/** In bytes: at first, and the most while each of these was sent. Empty where the system does not tell. */
const peaks = new Map<string, number>();

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'pixelboxx-corpus-'));
  [database, corpus] = await Promise.all([createTestDatabase(), makeCorpus(seed)]);
  api = await ApiProcess.start({ DATABASE_URL: database.url, DATA_DIR: dataDir });
  user = await register({ browser: () => new Browser(api.baseUrl) });
  await warmUp();
  measure('warming up');
  peaks.set('before', api.memory()?.now ?? 0);
  const watch = watchLiveness();
  outcomes = await sendAll();
  liveness = await watch.stop();
}, 300_000);

afterAll(async () => {
  const status = await api.stop();
  await database.stop();
  expect(status).toBe(0);
});

/** The decoder is loaded by the first image; that is no cost of the hostile ones. */
async function warmUp(): Promise<void> {
  const image = await photo({ width: 900, height: 600 }).jpeg().toBuffer();
  await uploadAvatar(user.browser, image);
  const { id } = await uploadImage(user.browser, image);
  await user.browser.call(uploadEndpoints.remove, { params: { id } });
}

function watchLiveness() {
  const statuses: number[] = [];
  let slowestMs = 0;
  const progress = { isDone: false };
  const running = (async () => {
    while (!progress.isDone) {
      const startedAt = performance.now();
      const response = await fetch(api.baseUrl + healthEndpoints.live.path);
      await response.arrayBuffer();
      statuses.push(response.status);
      slowestMs = Math.max(slowestMs, performance.now() - startedAt);
      await takeTime(25);
    }
  })();
  return {
    stop: async () => {
      progress.isDone = true;
      await running;
      return { statuses, slowestMs };
    },
  };
}

/** What is small several at once; what is large one by one, so that none of them waits until it is turned away. */
async function sendAll(): Promise<Outcome[]> {
  const plans = corpus.flatMap((file, index) => [
    { file, kind: 'image' as const },
    ...(index % avatarEvery === 0 ? [{ file, kind: 'avatar' as const }] : []),
  ]);
  const isLarge = ({ file }: (typeof plans)[number]) => file.name.startsWith('bomb/');
  const sent: Outcome[] = [];
  const small = plans.filter((plan) => !isLarge(plan)).values();
  const work = async () => {
    for (const { file, kind } of small) sent.push(await send(file, kind));
  };
  await Promise.all(Array.from({ length: clients }, work));
  measure('everything small');
  for (const { file, kind } of plans.filter(isLarge)) {
    sent.push(await send(file, kind));
    measure(`${file.name} (${kind})`);
  }
  return sent;
}

/** What the process held at most since the last time. */
function measure(what: string): void {
  const held = api.memory();
  if (held) peaks.set(what, held.peak);
  api.forgetPeak();
}

async function send(file: CorpusFile, kind: Outcome['kind']): Promise<Outcome> {
  const form = new FormData();
  if (kind === 'image') form.set('visibility', 'public');
  const field = formOf(file.bytes).get('file');
  if (field !== null) form.set('file', field);
  const startedAt = performance.now();
  const response = await user.browser.fetch(uploadEndpoints[kind].path, { method: 'POST', body: form });
  const body = (await response.json()) as { data?: unknown; error?: { code: string } };
  const milliseconds = performance.now() - startedAt;
  const upload = response.status === 201 ? Upload.parse(body.data) : null;
  return { file, kind, status: response.status, code: body.error?.code ?? null, upload, milliseconds };
}

const named = (some: readonly Outcome[]) =>
  some.map(({ file, kind, status, code }) => `${file.name} (${kind}): ${status} ${code}`);
const accepted = () => outcomes.filter(({ upload }) => upload !== null);

/** Only the latest avatar is kept. */
function kept(): Upload[] {
  const newest = (uploads: Upload[]) => uploads.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1)).slice(-1);
  const of = (kind: Outcome['kind']) =>
    accepted().flatMap((outcome) => (outcome.kind === kind ? (outcome.upload ?? []) : []));
  return [...of('image'), ...newest(of('avatar'))];
}

/** All but the mark of the installation. */
function storedFiles(folder = join(dataDir, 'objects')): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'installation.json')
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('a corpus of hostile files', () => {
  it('has at least 500 different files, and is the same for the same seed', async () => {
    expect(corpus.length).toBeGreaterThanOrEqual(500);
    expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length);
    const carriers = corpus.filter(({ bytes, expected }) => expected !== 'refuse' && bytes.includes(canary));
    expect(carriers.length).toBeGreaterThan(30);
    const again = await makeCorpus(seed);
    expect(again.every(({ bytes }, index) => corpus[index]?.bytes.equals(bytes))).toBe(true);
  });

  it('never causes a 5xx response', () => {
    expect(named(outcomes.filter(({ status }) => status >= 500))).toEqual([]);
    const codes = ['UNSUPPORTED_MEDIA_TYPE', 'INVALID_IMAGE', 'IMAGE_TOO_LARGE', 'PAYLOAD_TOO_LARGE'];
    const odd = outcomes.filter(({ status, code }) => status !== 201 && !codes.includes(code ?? ''));
    expect(named(odd)).toEqual([]);
  });

  it('is accepted where valid, and refused where broken, too large or of another type', () => {
    const wrongly = outcomes.filter(
      ({ file: { expected }, status }) => expected !== 'either' && (status === 201) !== (expected === 'accept'),
    );
    expect(named(wrongly)).toEqual([]);
  });

  it('is accepted only if the whole file can be decoded by a strict decoder, too', async () => {
    // JPEG files that were cut are shown without their last rows: displayed-files.test.ts.
    for (const { file } of accepted().filter(({ file: { name } }) => !name.startsWith('truncated/jpeg'))) {
      const reading = sharp(file.bytes, { failOn: 'truncated', pages: -1, limitInputPixels: false }).raw().toBuffer();
      await expect(reading, file.name).resolves.toBeDefined();
    }
  });

  it('leaves in the store exactly what the responses say, and no other files', async () => {
    const promised = kept().flatMap(({ variants }) => variants.map(({ url }) => url?.replace('/files/', '')));
    const keys = storedFiles().map((path) =>
      path.slice(join(dataDir, 'objects/').length).replace(/\/[0-9a-f]{2}\//, '/'),
    );
    expect([...new Set(keys)].sort()).toEqual([...new Set(promised)].sort());
    expect(filesIn(join(dataDir, 'incoming'))).toEqual([]);
    expect(filesIn(join(dataDir, 'objects/partial'))).toEqual([]);
    const { prisma, close } = openPrisma(database.url);
    const rows = await prisma.upload.groupBy({ by: ['status'], where: { deletedAt: null }, _count: true });
    await close();
    expect(rows).toEqual([{ status: 'READY', _count: kept().length }]);
  });

  it('results in pictures without metadata, comments, attached files or canaries', async () => {
    for (const path of storedFiles()) {
      const bytes = readFileSync(path);
      expect(bytes.includes(canary), path).toBe(false);
      expect(
        chunksOf(bytes).filter((type) => !imageChunks.includes(type)),
        path,
      ).toEqual([]);
      const { format, exif, xmp, iptc, icc } = await sharp(bytes).metadata();
      expect({ format, exif, xmp, iptc, icc }, path).toEqual({ format: 'webp' });
    }
  });

  it('is served byte for byte as stored', async () => {
    for (const { variants } of kept()) {
      const largest = variants.at(-1);
      const response = await fetch(new URL(largest?.url ?? '', api.baseUrl));
      const bytes = Buffer.from(await response.arrayBuffer());
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/webp']);
      expect(bytes.length).toBe(largest?.bytes);
      expect(bytes.includes(canary)).toBe(false);
      const { width, pageHeight, height } = await sharp(bytes).metadata();
      expect([width, pageHeight ?? height]).toEqual([largest?.width, largest?.height]);
    }
  });

  it('neither blocks the process nor makes its memory grow', async ({ annotate }) => {
    expect(new Set(liveness.statuses)).toEqual(new Set([200]));
    expect(liveness.slowestMs).toBeLessThan(2000);
    const before = peaks.get('before') ?? 0;
    const grown = [...peaks].filter(([, peak]) => peak - before > maxGrowthBytes);
    expect(grown.map(([what, peak]) => `${what}: ${mebibytes(peak - before)} MiB`)).toEqual([]);
    const heaviest = [...peaks].toSorted(([, a], [, b]) => b - a).slice(0, 4);
    const slowest = outcomes.toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, 3);
    await annotate(
      [
        `${outcomes.length} requests, ${accepted().length} taken`,
        `memory ${mebibytes(before)} MiB, at most ${heaviest.map(([what, peak]) => `${mebibytes(peak)} (${what})`).join(', ')}`,
        `liveness asked ${liveness.statuses.length} times, slowest ${Math.round(liveness.slowestMs)} ms`,
        ...slowest.map(({ file, milliseconds }) => `${file.name} ${Math.round(milliseconds)} ms`),
      ].join('; '),
    );
  });

  it('does not appear in the log', () => {
    expect(api.isRunning).toBe(true);
    expect(api.output).not.toContain(canary);
    expect(
      z
        .string()
        .array()
        .parse(api.output.match(/"level":"?(error|fatal|50|60)/g) ?? []),
    ).toEqual([]);
  });
});

const imageChunks = ['VP8X', 'VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF'];

/** Types of the parts of a WebP, up to its last byte (RFC 9649, 2.3). */
function chunksOf(webp: Buffer): string[] {
  const types: string[] = [];
  if (webp.readUInt32LE(4) + 8 !== webp.length) types.push('something behind the end');
  for (let offset = 12; offset < webp.length;) {
    types.push(webp.toString('latin1', offset, offset + 4));
    const length = webp.readUInt32LE(offset + 4);
    offset += 8 + length + (length % 2);
  }
  return types;
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}

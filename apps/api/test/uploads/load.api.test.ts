import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { register } from '../support/people.ts';
import { flatIdat, handmadePng, photo } from './pictures.ts';
import { errorOf, filesIn, postAvatar, storedKeys } from './uploading.ts';

/** How long an upload waits for its turn. */
const patienceMs = 10_000;
let app: RunningApp;
let dataDir: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'pixelboxx-load-'));
  app = await startApp({ DATA_DIR: dataDir });
});

afterAll(() => app.stop());

describe('many uploads at once', () => {
  it('are served or told when to come back, while the service stays responsive and small', async () => {
    const people = await Promise.all(Array.from({ length: 10 }, () => register(app)));
    // Interlaced, so that all of it is in memory while it is decoded: 16 megapixels, 46 MiB each.
    const size = { width: 4000, height: 4000 };
    const heavy = handmadePng(size, flatIdat({ width: size.width, height: size.height + 10 }), [], true);
    const ordinary = await photo({ width: 1200, height: 900 }).jpeg().toBuffer();
    const memory = process.memoryUsage().rss;
    let peak = memory;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);

    const answers = Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const started = performance.now();
        const answer = await postAvatar(people[index % 10]!.browser, index % 5 === 0 ? heavy : ordinary);
        return { answer, hasWaited: performance.now() - started > patienceMs };
      }),
    );
    const waits: number[] = [];
    const progress = { isDone: false };
    void answers.finally(() => (progress.isDone = true));
    while (!progress.isDone) {
      const started = performance.now();
      expect((await fetch(`${app.baseUrl}/v1/health/live`)).status).toBe(200);
      waits.push(performance.now() - started);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    clearInterval(watch);

    for (const { answer } of await answers) {
      if (answer.status === 201) continue;
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(await errorOf(answer)).toMatchObject({ status: 503, code: 'OVERLOADED' });
    }
    // Two at work and 32 in the queue, whose patience a slow machine may exhaust.
    const admitted = (await answers).filter(({ answer, hasWaited }) => answer.status === 201 || hasWaited);
    expect(admitted.length).toBeGreaterThanOrEqual(34);
    expect(waits.sort((a, b) => a - b)[Math.floor(waits.length * 0.99)]).toBeLessThan(1_500);
    expect(peak - memory).toBeLessThan(400 * 1024 * 1024);
    expect(filesIn(join(dataDir, 'incoming'))).toEqual([]);
    // One picture each at the end, and of two pictures all in all at most six objects.
    const served = (await answers).flatMap(({ answer }, index) => (answer.status === 201 ? [index % 10] : []));
    expect(served.length).toBeGreaterThanOrEqual(10);
    expect(await app.prisma.upload.count({ where: { deletedAt: {} } })).toBe(new Set(served).size);
    expect((await storedKeys(app)).length).toBeLessThanOrEqual(6);
  });
});

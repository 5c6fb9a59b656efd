import { pollUntil } from '@pixelboxx/config/testing';
import { healthEndpoints, type Upload, uploadEndpoints } from '@pixelboxx/shared';
import { afterAll, beforeAll } from 'vitest';
import { JobQueue } from '../../../src/platform/jobs/job-queue.ts';
import { screenPending } from '../../../src/uploads/screening/screening.service.ts';
import { type SharedApp, useApp } from '../use-app.ts';
import type { RunningApp } from '../app.ts';
import type { TestUser } from '../clients/users.ts';
import { photo } from './images.ts';
import { FakeAiService } from '../network/fake-ai-service.ts';

export interface ScreenedApp extends SharedApp {
  readonly ai: FakeAiService;
}

/** An api with an ai-service that sends the responses a test sets, for the tests of this file or `describe`. */
export function useScreenedApp(settings: () => Record<string, string> = () => ({})): ScreenedApp {
  const ai = new FakeAiService();
  beforeAll(() => ai.start());
  afterAll(() => ai.stop());
  const app = useApp(() => ({ ...ai.settings, ...settings() }));
  beforeAll(() => untilDegraded(app, false));
  return Object.assign(app, { ai });
}

/** Waits until the api has noticed whether the ai-service can be used. */
export async function untilDegraded(app: Pick<RunningApp, 'browser'>, isDegraded: boolean): Promise<void> {
  await pollUntil(`the ai-service is known to be ${isDegraded ? 'away' : 'there'}`, async () => {
    const { degraded } = await app.browser().call(healthEndpoints.ready);
    return degraded.includes('ai-service') === isDegraded;
  });
}

/** Images that all differ from each other. */
let hue = 0;
export async function newImage(size?: { width: number; height: number }): Promise<Buffer> {
  hue += 4099;
  return photo(size, `#${(hue & 0xffffff).toString(16).padStart(6, '0')}`)
    .jpeg()
    .toBuffer();
}

/** The upload as its owner sees it, once its screening has this outcome. */
export async function screened({ browser }: TestUser, { id }: Upload, outcome: Upload['screening']): Promise<Upload> {
  let upload: Upload | undefined;
  await pollUntil(`the upload is ${outcome}`, async () => {
    upload = await browser.call(uploadEndpoints.get, { params: { id } });
    return upload.screening === outcome;
  });
  if (!upload) throw new Error('there is no upload');
  return upload;
}

/** The status that anybody gets at an address. */
export async function statusAt(app: Pick<RunningApp, 'baseUrl'>, url: string | null | undefined): Promise<number> {
  if (!url) throw new Error('there is no address');
  const response = await fetch(new URL(url, app.baseUrl));
  await response.arrayBuffer();
  return response.status;
}

export async function untilGone(app: Pick<RunningApp, 'baseUrl'>, url: string | null | undefined): Promise<void> {
  await pollUntil('nothing is left at the address', async () => (await statusAt(app, url)) === 404);
}

/** As if the upload had been waiting for ten minutes, and the scheduled job had run. */
export async function takeUpOverdue(app: RunningApp, { id }: Upload): Promise<void> {
  await app.prisma.upload.update({ where: { id }, data: { createdAt: new Date(Date.now() - 10 * 60_000) } });
  await app.app.get(JobQueue).enqueue(null, screenPending, {});
}

/** From now on, a screening gets one attempt. */
export async function tryOnce(app: RunningApp): Promise<void> {
  await app.prisma.pool.query(`UPDATE pgboss.queue SET retry_limit = 0 WHERE name = 'uploads.screen'`);
}

export async function tryAsUsual(app: RunningApp): Promise<void> {
  await app.prisma.pool.query(`UPDATE pgboss.queue SET retry_limit = 5 WHERE name = 'uploads.screen'`);
}

/** Resolves when no job is left that could change anything now; the queue's own slow scheduling jobs do not count. */
export async function untilQuiet(app: RunningApp): Promise<void> {
  await pollUntil('all jobs that are due have ended', async () => {
    const { rows } = await app.prisma.pool.query<{ open: number }>(
      `SELECT count(*)::int AS open FROM pgboss.job WHERE state < 'completed' AND start_after <= now() AND name NOT LIKE '\\_\\_pgboss%'`,
    );
    return rows[0]?.open === 0;
  });
}

export async function eventsAbout(app: RunningApp, { id }: Upload): Promise<string[]> {
  const rows = await app.prisma.outboxEvent.findMany({ orderBy: { position: 'asc' } });
  return rows
    .filter(({ data }) => (data as { uploadId?: string }).uploadId === id)
    .map(({ subject }) => subject.replace('upload.', ''));
}

/** The hash of the content, as in its public URLs. */
export function hashIn({ variants }: Upload): string {
  const [, hash] = /\/([0-9a-f]{64})\//.exec(variants[0]?.url ?? '') ?? [];
  if (hash === undefined) throw new Error('the address names no content');
  return hash;
}

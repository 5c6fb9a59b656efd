import { pollUntil } from '@pixelboxx/config/testing';
import type pg from 'pg';
import { z } from 'zod';
import { AccountPurgeService } from '../../src/account/deletion/account-purge.service.ts';
import { MetricSources } from '../../src/platform/observability/metrics/metric-sources.ts';
import { defineJob } from '../../src/platform/jobs/job-definition.ts';
import { JobQueue } from '../../src/platform/jobs/job-queue.ts';
import type { RunningApp } from '../support/app.ts';

/** What runs by the clock, whatever it is, once: each job that is scheduled, the queue's own housekeeping, and a scrape. */
export async function runByTheClock({ app }: RunningApp, pool: pg.Pool): Promise<void> {
  const jobs = app.get(JobQueue);
  const { rows } = await pool.query<{ name: string }>('SELECT name FROM pgboss.schedule');
  for (const { name } of rows) await jobs.enqueue(null, defineJob({ name, schema: z.strictObject({}) }), {});
  await pollUntil(
    'every scheduled job has run',
    async () => {
      const { rows: open } = await pool.query<{ name: string; state: string }>(
        `SELECT name, state FROM pgboss.job WHERE name = ANY($1) AND state <> 'completed'`,
        [rows.map(({ name }) => name)],
      );
      if (open.some(({ state }) => state === 'failed')) throw new Error(`A job failed: ${JSON.stringify(open)}`);
      return open.length === 0;
    },
    { timeoutMs: 120_000 },
  );
  await app.get(AccountPurgeService).purgeDue(new Date());
  for (const { read } of app.get(MetricSources).all) await read();
}

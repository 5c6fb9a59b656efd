import { pollUntil, takeTime } from '@pixelboxx/config/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineJob, PermanentJobError } from '../../../src/platform/jobs/job-definition.ts';
import { doNothing, JobFixture, newJob, recorder } from './job-fixture.ts';

describe('the job queue', () => {
  let fixture: JobFixture;
  beforeAll(async () => {
    fixture = await JobFixture.open();
  });
  afterAll(() => fixture.close());
  afterEach(() => fixture.stopAll());

  it('runs a job soon after it was written, with the data it was given', async () => {
    const job = newJob();
    const ran = recorder();
    const queue = await fixture.start((it) => it.handle(job, ran.handler));
    await queue.enqueue(null, job, { text: 'grüße 👋' });
    await pollUntil('it ran', () => ran.texts.length === 1);
    expect(ran.texts).toEqual(['grüße 👋']);
    await pollUntil('it is done', async () => (await fixture.statesOf(job.name))[0] === 'completed');
  });

  it('runs a job of a transaction soon after the commit, never before', async () => {
    const job = newJob();
    const ran = recorder();
    const queue = await fixture.start((it) => it.handle(job, ran.handler));
    await fixture.prisma.$transaction(async (tx) => {
      await queue.enqueue(tx, job, { text: 'in time' });
      await takeTime(100);
      expect(ran.texts).toEqual([]);
    });
    await pollUntil('it ran', () => ran.texts.length === 1);
  });

  it('has no jobs of a transaction that is rolled back', async () => {
    const job = newJob();
    const queue = await fixture.start((it) => it.handle(job, doNothing));
    const failed = fixture.prisma.$transaction(async (tx) => {
      expect(await queue.enqueue(tx, job, { text: 'never' })).toEqual(expect.any(String));
      throw new Error('roll back');
    });
    await expect(failed).rejects.toThrow('roll back');
    expect(await fixture.statesOf(job.name)).toEqual([]);
  });

  it('stores only one job per id', async () => {
    const job = newJob();
    const ran = recorder();
    const queue = await fixture.start((it) => it.handle(job, ran.handler));
    const id = randomUUID();
    const ids = await Promise.all(Array.from({ length: 5 }, () => queue.enqueue(null, job, { text: 'once' }, { id })));
    expect(ids.filter(Boolean)).toEqual([id]);
    await pollUntil('it ran', () => ran.texts.length === 1);
    expect(await queue.enqueue(null, job, { text: 'again' }, { id })).toBeNull();
  });

  it('refuses data that does not fit the job', async () => {
    const job = newJob();
    const queue = await fixture.start((it) => it.handle(job, doNothing));
    const wrong = defineJob({ name: job.name, schema: z.object({ text: z.string().max(1) }) });
    await expect(queue.enqueue(null, wrong, { text: 'too long' })).rejects.toThrow(z.ZodError);
  });

  it('tries again until it succeeds', async () => {
    const job = newJob();
    const attempts: [number, boolean][] = [];
    const queue = await fixture.start((it) =>
      it.handle(job, (_, { attempt, isLastAttempt }) => {
        attempts.push([attempt, isLastAttempt]);
        return attempt < 3 ? Promise.reject(new Error('not yet')) : Promise.resolve();
      }),
    );
    await queue.enqueue(null, job, { text: 'x' });
    await pollUntil('it is done', async () => (await fixture.statesOf(job.name))[0] === 'completed');
    expect(attempts).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
  });

  it('moves a job that keeps failing to the dead letters, immediately if a retry cannot help', async () => {
    const hopeless = newJob();
    const unlucky = newJob();
    const runs = { hopeless: 0, unlucky: 0 };
    const queue = await fixture.start((it) => {
      it.handle(hopeless, () => {
        runs.hopeless += 1;
        return Promise.reject(new PermanentJobError('no such address'));
      });
      it.handle(unlucky, () => {
        runs.unlucky += 1;
        return Promise.reject(new Error('still down'));
      });
    });
    await queue.enqueue(null, hopeless, { text: 'a' });
    await queue.enqueue(null, unlucky, { text: 'b' });
    const dead = async () => {
      const query = `SELECT source_name FROM pgboss.job WHERE name = 'dead-letters' AND source_name = ANY($1)`;
      return (await fixture.sql.query(query, [[hopeless.name, unlucky.name]])).rowCount;
    };
    await pollUntil('both are dead', async () => (await dead()) === 2);
    expect(runs).toEqual({ hopeless: 1, unlucky: 3 });
  });

  it('keeps sealed data out of the database', async () => {
    const job = newJob({ isSealed: true });
    const ran = recorder();
    const gate = Promise.withResolvers<void>();
    const queue = await fixture.start((it) =>
      it.handle(job, async (data) => {
        await gate.promise;
        await ran.handler(data);
      }),
    );
    await queue.enqueue(null, job, { text: 'canary-secret-7' });
    const query = 'SELECT data::text FROM pgboss.job WHERE name = $1';
    const { rows } = await fixture.sql.query<{ data: string }>(query, [job.name]);
    expect(rows[0]?.data).toMatch(/sealed/);
    expect(rows[0]?.data).not.toContain('canary-secret-7');
    gate.resolve();
    await pollUntil('it ran', () => ran.texts.length === 1);
    expect(ran.texts).toEqual(['canary-secret-7']);
  });

  it('does not run sealed data that was moved to another job', async () => {
    const one = newJob({ isSealed: true });
    const other = newJob({ isSealed: true });
    const ran = recorder();
    const queue = await fixture.start((it) => {
      it.handle(one, doNothing);
      it.handle(other, ran.handler);
    });
    await queue.enqueue(null, one, { text: 'moved' });
    const move = 'INSERT INTO pgboss.job (name, data) SELECT $2, data FROM pgboss.job WHERE name = $1';
    await fixture.sql.query(move, [one.name, other.name]);
    await queue.enqueue(null, other, { text: 'own' });
    const isSettled = (state: string) => state === 'completed' || state === 'failed';
    await pollUntil('both are settled', async () => {
      const states = await fixture.statesOf(other.name);
      return states.length === 2 && states.every(isSettled);
    });
    expect(ran.texts).toEqual(['own']);
  });

  it('keeps one schedule per job for all replicas, and removes obsolete ones', async () => {
    const job = defineJob({ name: `test.${randomUUID()}`, schema: z.strictObject({}) });
    const replica = () =>
      fixture.start((queue) => {
        queue.handle(job, doNothing);
        queue.schedule(job, '*/5 * * * *');
      });
    await Promise.all([replica(), replica(), replica()]);
    const schedules = async () => {
      const query = 'SELECT cron FROM pgboss.schedule WHERE name = $1';
      return (await fixture.sql.query<{ cron: string }>(query, [job.name])).rows;
    };
    expect(await schedules()).toEqual([{ cron: '*/5 * * * *' }]);
    await fixture.start((queue) => queue.handle(job, doNothing));
    expect(await schedules()).toEqual([]);
  });

  it('applies changed settings to an existing job', async () => {
    const job = newJob();
    await fixture.start((queue) => queue.handle(job, doNothing));
    await fixture.start((queue) => queue.handle({ ...job, timeoutSeconds: 33 }, doNothing));
    const { rows } = await fixture.sql.query('SELECT expire_seconds FROM pgboss.queue WHERE name = $1', [job.name]);
    expect(rows).toEqual([{ expire_seconds: 33 }]);
  });
});

import { pollUntil, takeTime, TcpProxy } from '@pixelboxx/config/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/platform/errors/app-error.ts';
import { toAppError } from '../../../src/platform/errors/classify-error.ts';
import type { JobQueue } from '../../../src/platform/jobs/job-queue.ts';
import { within } from '../../support/time/timing.ts';
import { doNothing, JobFixture, newJob, recorder } from './job-fixture.ts';

describe('job queues that start, stop and lose their database', () => {
  let fixture: JobFixture;
  beforeAll(async () => {
    fixture = await JobFixture.open();
  });
  afterAll(() => fixture.close());
  afterEach(() => fixture.stopAll());

  it('create their tables once if five replicas start simultaneously on an empty database', async () => {
    const job = newJob();
    const start = () => fixture.start((queue) => queue.handle(job, doNothing));
    const replicas = await Promise.all([start(), start(), start(), start(), start()]);
    expect(replicas.every((queue) => queue.isUp())).toBe(true);
    const { rows } = await fixture.sql.query('SELECT name FROM pgboss.queue WHERE name = $1', [job.name]);
    expect(rows).toHaveLength(1);
  });

  it('run every job exactly once on two replicas, several at a time', async () => {
    const job = newJob({ concurrency: 3 });
    const ran = recorder();
    let running = 0;
    let maxRunning = 0;
    const prepare = (queue: JobQueue) => {
      queue.handle(job, async (data) => {
        maxRunning = Math.max(maxRunning, (running += 1));
        await takeTime(5);
        running -= 1;
        await ran.handler(data);
      });
    };
    const [first] = await Promise.all([fixture.start(prepare), fixture.start(prepare)]);
    const texts = Array.from({ length: 60 }, (_, index) => `job ${index}`);
    await fixture.prisma.$transaction(async (tx) => {
      for (const text of texts) await first.enqueue(tx, job, { text });
    });
    await pollUntil('all ran', () => ran.texts.length >= texts.length);
    expect(ran.texts.toSorted()).toEqual(texts.toSorted());
    expect(maxRunning).toBeGreaterThan(1);
  });

  it('let a running job finish when the process stops, and take no other', async () => {
    const job = newJob();
    const started = Promise.withResolvers<void>();
    const ran = recorder();
    const queue = await fixture.start((it) =>
      it.handle(job, async (data) => {
        started.resolve();
        await takeTime(200);
        await ran.handler(data);
      }),
    );
    await queue.enqueue(null, job, { text: 'first' });
    await queue.enqueue(null, job, { text: 'second' });
    await started.promise;
    await fixture.stop(queue);
    expect(ran.texts).toEqual(['first']);
    expect((await fixture.statesOf(job.name)).toSorted()).toEqual(['completed', 'created']);
  });

  it('still write jobs for requests that are finishing while the process stops', async () => {
    const job = newJob();
    const queue = await fixture.start((it) => it.handle(job, doNothing));
    await queue.beforeApplicationShutdown();
    await fixture.prisma.$transaction((tx) => queue.enqueue(tx, job, { text: 'late' }));
    expect(await fixture.statesOf(job.name)).toEqual(['created']);
  });

  it('do not delay the start without a database, refuse jobs meanwhile, and begin when it is available', async () => {
    const job = newJob();
    const ran = recorder();
    const { tcpProxy, url } = await TcpProxy.to(fixture.database.url);
    await tcpProxy.cut();
    const queue = fixture.create((it) => it.handle(job, ran.handler), url);
    await within(1_000, () => queue.onApplicationBootstrap());
    expect(queue.isUp()).toBe(false);
    await expect(queue.enqueue(null, job, { text: 'x' })).rejects.toThrow(AppError);
    await tcpProxy.mend();
    await pollUntil('it has started', () => queue.isUp());
    await queue.enqueue(null, job, { text: 'at last' });
    await pollUntil('it ran', () => ran.texts.length === 1);
    await fixture.stop(queue);
    await tcpProxy.cut();
  });

  it('survive a database that goes away and comes back', async () => {
    const job = newJob();
    const ran = recorder();
    const { tcpProxy, url } = await TcpProxy.to(fixture.database.url);
    const queue = fixture.create((it) => it.handle(job, ran.handler), url);
    await queue.onApplicationBootstrap();
    await pollUntil('it has started', () => queue.isUp());
    await queue.enqueue(null, job, { text: 'before' });
    await pollUntil('the first ran', () => ran.texts.length === 1);
    await tcpProxy.cut();
    await expect(queue.enqueue(null, job, { text: 'lost' })).rejects.toThrow();
    expect(queue.isUp()).toBe(false);
    await tcpProxy.mend();
    const write = () => queue.enqueue(null, job, { text: 'after' });
    await pollUntil('jobs can be written', () => write().then(Boolean, () => false));
    await pollUntil('the second ran', () => ran.texts.length === 2);
    expect(ran.texts).toEqual(['before', 'after']);
    expect(queue.isUp()).toBe(true);
    await fixture.stop(queue);
    await tcpProxy.cut();
  });

  it('limit the wait of a job outside of a transaction for a hanging database like that of others', async () => {
    const job = newJob();
    const { tcpProxy, url } = await TcpProxy.to(fixture.database.url);
    const queue = fixture.create((it) => it.handle(job, doNothing), url, { DATABASE_TIMEOUT_MS: '1500' });
    await queue.onApplicationBootstrap();
    await pollUntil('it has started', () => queue.isUp());
    await queue.enqueue(null, job, { text: 'before' });
    tcpProxy.stall();
    // Both of its connections may be busy with statements that hang already.
    const written = Array.from({ length: 4 }, () => queue.enqueue(null, job, { text: 'meanwhile' }));
    const outcomes = await within(3_000, () => Promise.allSettled(written));
    for (const outcome of outcomes) {
      expect(outcome.status).toBe('rejected');
      expect(toAppError((outcome as PromiseRejectedResult).reason).code).toBe('SERVICE_UNAVAILABLE');
    }
    tcpProxy.flow();
    await pollUntil('jobs can be written', () =>
      queue.enqueue(null, job, { text: 'after' }).then(Boolean, () => false),
    );
    await fixture.stop(queue);
    await tcpProxy.cut();
  });

  it('stop immediately if told to before they could start', async () => {
    const queue = fixture.create((it) => it.handle(newJob(), doNothing), 'postgresql://postgres@127.0.0.1:1/none');
    await queue.onApplicationBootstrap();
    await within(500, () => fixture.stop(queue));
  });
});

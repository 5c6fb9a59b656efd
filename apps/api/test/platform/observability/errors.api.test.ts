import { pollUntil } from '@pixelboxx/config/testing';
import { healthEndpoints } from '@pixelboxx/shared';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { HealthService } from '../../../src/health/health.service.ts';
import {
  DeadEventRetention,
  removeOldDeadEvents,
} from '../../../src/platform/events/dead-events/dead-event-retention.ts';
import { PermanentJobError } from '../../../src/platform/jobs/job-definition.ts';
import { JobQueue } from '../../../src/platform/jobs/job-queue.ts';
import { useApp } from '../../support/use-app.ts';

const Reported = z.object({
  release: z.string(),
  transaction: z.string(),
  tags: z.record(z.string(), z.string()),
  exception: z.object({ values: z.array(z.object({ type: z.string(), value: z.string() })) }),
});

const reported: z.output<typeof Reported>[] = [];
let receiver: Server;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    void text(request).then((body) => {
      reported.push(Reported.parse(JSON.parse(body.split('\n')[2] ?? '')));
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
});
const app = useApp(() => ({
  SENTRY_DSN: `http://akey@127.0.0.1:${(receiver.address() as AddressInfo).port}/1`,
  SENTRY_RELEASE: '1.2.3',
}));
afterAll(async () => {
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

const untilReported = (kind: string) =>
  pollUntil(`a ${kind} is reported`, () => reported.find(({ tags }) => tags['kind'] === kind));

describe('reports to the error tracker', () => {
  it('contain requests that failed unexpectedly, with route and id, but no expected failures', async () => {
    await app.browser().fetch('/v1/nothing');
    const broken = vi.spyOn(app.app.get(HealthService, { strict: false }), 'readiness');
    broken.mockRejectedValueOnce(new TypeError('No word to anna@example.com'));
    const response = await app.browser().fetch(healthEndpoints.ready.path);
    expect(response.status).toBe(500);
    const report = await untilReported('request');
    expect(report).toMatchObject({
      release: '1.2.3',
      transaction: healthEndpoints.ready.path,
      tags: { service: 'pixelboxx-api', request_id: response.headers.get('x-request-id') },
    });
    expect(report.exception.values).toEqual([expect.objectContaining({ type: 'TypeError', value: 'No word to …@…' })]);
    expect(reported).toHaveLength(1);
    broken.mockRestore();
  });

  it('contain jobs that are given up', async () => {
    const broken = vi.spyOn(app.app.get(DeadEventRetention), 'remove');
    broken.mockRejectedValueOnce(new PermanentJobError('It cannot be done'));
    await app.app.get(JobQueue).enqueue(null, removeOldDeadEvents, {});
    const report = await untilReported('job');
    expect(report.transaction).toBe('events.remove-dead');
    expect(report.exception.values[0]?.type).toBe('PermanentJobError');
    broken.mockRestore();
  });
});

import { createErrorTracker } from '@pixelboxx/telemetry';
import { ErrorReceiver } from '@pixelboxx/telemetry/testing';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { readyUrl, runService } from './support/process.ts';

let receiver: ErrorReceiver;
beforeEach(async () => {
  receiver = new ErrorReceiver();
  await receiver.start();
});
afterEach(() => receiver.stop());

describe('reports to the error tracker', () => {
  it('contain requests that failed unexpectedly, with route and id, and no refused ones', async () => {
    const config = loadConfig({ SENTRY_DSN: receiver.dsn, SENTRY_RELEASE: '1.2.3' });
    const tracker = await createErrorTracker(config.errorTracking, 'pixelboxx-ai-service');
    const app = await createApp(config, pino({ level: 'silent' }), tracker);
    app.get('/broken/:id', () => {
      throw new TypeError('No word to anna@example.com');
    });
    const refused = await app.inject('/nothing');
    const failed = await app.inject('/broken/4711');
    expect([refused.statusCode, failed.statusCode]).toEqual([404, 500]);
    await tracker.flush();
    expect(receiver.events).toHaveLength(1);
    expect(receiver.events[0]).toMatchObject({
      release: '1.2.3',
      transaction: '/broken/:id',
      tags: { service: 'pixelboxx-ai-service', kind: 'request', request_id: failed.headers['x-request-id'] },
      exception: { values: [{ type: 'TypeError', value: 'No word to …@…' }] },
    });
    await app.close();
  });

  it('contain the error that ends the process, before it ends', async () => {
    const owned = 'process.on("SIGUSR2", () => { throw new RangeError("Nobody owns it") })';
    const service = runService({ AI_PORT: '0', SENTRY_DSN: receiver.dsn }, [
      '--import',
      `data:text/javascript,${owned}`,
    ]);
    await readyUrl(service);
    service.child.kill('SIGUSR2');
    expect(await service.exited).toBe(1);
    expect(receiver.events).toEqual([
      expect.objectContaining({ level: 'fatal', tags: { service: 'pixelboxx-ai-service', kind: 'uncaught' } }),
    ]);
    expect(receiver.events[0]?.exception.values[0]).toMatchObject({ type: 'RangeError', value: 'Nobody owns it' });
  });
});

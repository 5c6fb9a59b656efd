import { pollUntil } from '@pixelboxx/config/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  createErrorTracker,
  type ErrorTracker,
  errorTrackingOptions,
  errorTrackingSettings,
  NoErrorTracker,
  RequestSpan,
  startTracing,
} from '../src/index.ts';
import { ErrorReceiver } from '../testing/index.ts';

let receiver: ErrorReceiver;
let tracker: ErrorTracker;

beforeEach(async () => {
  receiver = new ErrorReceiver();
  await receiver.start();
  tracker = await createErrorTracker({ dsn: receiver.dsn, release: '1.2.3', environment: 'test' }, 'the-service');
});
afterEach(() => receiver.stop());

const report = (error: unknown) =>
  tracker.report({ error, kind: 'request', where: '/v1/x/:id', requestId: 'request-1' });

describe('an unexpected error', () => {
  it('is reported with its cause, release, route, request and frames', async () => {
    report(new TypeError('It broke', { cause: new RangeError('It was too much') }));
    await tracker.flush();
    const [event] = receiver.events;
    expect(event).toMatchObject({
      level: 'error',
      release: '1.2.3',
      environment: 'test',
      transaction: '/v1/x/:id',
      tags: { service: 'the-service', kind: 'request', request_id: 'request-1' },
    });
    expect(event?.exception.values.map(({ type, value }) => `${type}: ${value}`)).toEqual([
      'RangeError: It was too much',
      'TypeError: It broke',
    ]);
    const frames = event?.exception.values[1]?.stacktrace?.frames ?? [];
    expect(frames.at(-1)?.filename).toContain('error-tracker.test.ts');
    expect(frames.at(-1)?.in_app).toBe(true);
    expect(frames.some((frame) => !frame.in_app)).toBe(true);
  });

  it('contains the trace in which it happened', async () => {
    const options = {
      endpoint: 'http://127.0.0.1:1',
      headers: {},
      protocol: 'http/json',
      ratio: 1,
      sendEveryMs: 5_000,
    } as const;
    const tracing = await startTracing({ ...options, sampler: 'always_off' }, 'test', () => undefined);
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const span = new RequestSpan('GET', { traceparent: `00-${traceId}-b7ad6b7169203331-01` }, true);
    span.run(() => report(new Error('It broke')));
    span.end('/v1/x', 500);
    await tracker.flush();
    await tracing.stop();
    expect(receiver.events[0]?.contexts?.trace.trace_id).toBe(traceId);
  });

  it('contains no user input: no address, no token, no thrown value', async () => {
    const secrets = ['anna@example.com', 'eyJhbGciOi.eyJzdWIi', 'hunter2hunter2', 'a-thrown-value'];
    report(new Error(`No mail to ${secrets[0]} with Bearer ${secrets[1]}, password=${secrets[2]}`));
    report(secrets[3]);
    await tracker.flush();
    expect(receiver.events).toHaveLength(2);
    expect(secrets.filter((secret) => receiver.bodies.join('').includes(secret))).toEqual([]);
  });
});

describe('an unavailable error tracker', () => {
  it('has no effect on the service', async () => {
    await receiver.stop();
    expect(() => report(new Error('It broke'))).not.toThrow();
    await expect(tracker.flush()).resolves.toBeUndefined();
    await receiver.start();
  });

  it('that does not respond delays a shutdown by two seconds at most', async () => {
    receiver.respond = () => undefined;
    report(new Error('It broke'));
    await pollUntil('it has arrived', () => receiver.events.length === 1);
    const startedAt = performance.now();
    await tracker.flush();
    expect(performance.now() - startedAt).toBeLessThan(4_900);
  });

  it('that asks for a pause gets no reports meanwhile', async () => {
    receiver.respond = (response) => response.writeHead(429, { 'retry-after': '60' }).end();
    report(new Error('The first'));
    await tracker.flush();
    report(new Error('The second'));
    await tracker.flush();
    expect(receiver.events).toHaveLength(1);
  });
});

describe('a flood of errors', () => {
  it('is limited to thirty reports a minute', async () => {
    for (let count = 0; count < 100; count += 1) {
      report(new Error(`Number ${count}`));
      if (count % 10 === 9) await tracker.flush();
    }
    expect(receiver.events).toHaveLength(30);
  });

  it('with circular causes is reported, too', async () => {
    const [one, other] = [new Error('one'), new Error('other')];
    one.cause = other;
    other.cause = one;
    report(one);
    await tracker.flush();
    expect(receiver.events[0]?.exception.values.length).toBeLessThan(10);
  });
});

describe('the settings of the error tracker', () => {
  const Settings = z.object(errorTrackingSettings);

  it('without a URL disable reporting', async () => {
    const options = errorTrackingOptions(Settings.parse({}));
    expect(options).toBeNull();
    expect(await createErrorTracker(options, 'test')).toBeInstanceOf(NoErrorTracker);
  });

  it.each(['nothing', 'https://sentry.example/1', 'https://key@sentry.example/', 'ftp://key@sentry.example/1'])(
    'refuse %s',
    (value) => expect(Settings.safeParse({ SENTRY_DSN: value }).success).toBe(false),
  );
});

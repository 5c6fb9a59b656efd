import type { AddressInfo } from 'node:net';
import { ApiError } from '@pixelboxx/api-client';
import { LogDestination } from '@pixelboxx/node-kit';
import { createErrorTracker, type ErrorTracker } from '@pixelboxx/telemetry';
import { ErrorReceiver } from '@pixelboxx/telemetry/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { onRequestError } from '../../../src/instrumentation.ts';
import { watchPageErrors } from '../../../src/server/page-errors.ts';
import { createWebServer } from '../../../src/server/web-server.ts';

let receiver: ErrorReceiver;
let tracker: ErrorTracker;
let stopWatching: () => void;
let lines: string[];

beforeEach(async () => {
  receiver = new ErrorReceiver();
  await receiver.start();
  tracker = await createErrorTracker({ dsn: receiver.dsn, release: '1.2.3', environment: 'test' }, 'pixelboxx-web');
  lines = [];
  vi.spyOn(LogDestination.prototype, 'write').mockImplementation((line) => void lines.push(line));
  stopWatching = watchPageErrors(tracker);
});
afterEach(async () => {
  stopWatching();
  vi.restoreAllMocks();
  await receiver.stop();
});

/** As Next tells of it. */
const fail = (error: unknown) =>
  onRequestError(
    error,
    { path: '/u/anna?token=secret', method: 'GET', headers: { cookie: 'a=secret' } },
    { routerKind: 'App Router', routePath: '/(site)/u/[username]', routeType: 'render', revalidateReason: undefined },
  );

describe('an error of a page', () => {
  it('is reported with the page’s route, and logged with the number that the visitor sees', async () => {
    await fail(Object.assign(new TypeError('No word to anna@example.com'), { digest: '4711' }));
    await tracker.flush();
    expect(receiver.events).toEqual([
      expect.objectContaining({
        release: '1.2.3',
        transaction: '/(site)/u/[username]',
        tags: { service: 'pixelboxx-web', kind: 'request' },
      }),
    ]);
    expect(receiver.events[0]?.exception.values[0]).toMatchObject({ type: 'TypeError', value: 'No word to …@…' });
    expect(receiver.bodies.join('')).not.toContain('secret');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({ level: 'error', event: 'page.failed', digest: '4711', route: '/(site)/u/[username]' }),
    ]);
  });

  it('is only logged if the API reported an unavailable service', async () => {
    for (const code of ['SERVICE_UNAVAILABLE', 'OVERLOADED', 'INTERNAL_ERROR'])
      await fail(new ApiError({ code, status: 503, message: code }));
    await tracker.flush();
    expect(receiver.events.map(({ exception }) => exception.values[0]?.value)).toEqual(['INTERNAL_ERROR']);
    expect(lines).toHaveLength(3);
  });

  it('thrown in the server itself is reported, too', async () => {
    const renderPage = () => {
      throw new RangeError('It broke');
    };
    const server = createWebServer({
      apiUrl: 'http://127.0.0.1:1',
      publicOrigin: 'http://localhost:3000',
      isReady: () => true,
      errors: tracker,
      renderPage,
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/about`);
    expect(response.status).toBe(500);
    await tracker.flush();
    expect(receiver.events).toEqual([
      expect.objectContaining({ transaction: '(pages)', tags: { service: 'pixelboxx-web', kind: 'request' } }),
    ]);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});

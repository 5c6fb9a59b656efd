import { authEndpoints, liveEndpoints, userEndpoints } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { EventOutbox } from '../../src/platform/events/event-outbox.ts';
import { uuidv7 } from '../../src/platform/identifiers.ts';
import { PrismaService } from '../../src/platform/database/prisma.service.ts';
import { Browser } from '../support/clients/browser.ts';
import { feedsSettled, follow } from '../support/clients/following.ts';
import { register, type TestUser } from '../support/clients/users.ts';
import { useApp, useLogs, useTwin } from '../support/use-app.ts';

const app = useApp({ LOG_LEVEL: 'info' });
const twin = useTwin(app);
const logs = useLogs(app);

const { events } = liveEndpoints;

/** As many in one transaction. @returns the ids of the uploads */
async function announceAll({ user }: TestUser, subject: 'upload.ready' | 'upload.deleted', count: number) {
  const [outbox, prisma] = [app.app.get(EventOutbox), app.app.get(PrismaService)];
  const ids = Array.from({ length: count }, () => uuidv7());
  await prisma.transact(async (tx) => {
    for (const uploadId of ids)
      await outbox.publish(tx, { subject, aggregateId: uploadId, data: { userId: user.id, uploadId } });
  });
  return ids;
}

async function announce(user: TestUser, subject: 'upload.ready' | 'upload.deleted'): Promise<string> {
  const [id = ''] = await announceAll(user, subject, 1);
  return id;
}

/** Somebody of whom nothing will be told that happened before. */
async function newcomer(): Promise<TestUser> {
  const user = await register(app);
  await feedsSettled(app);
  return user;
}

describe('following one’s own events', () => {
  it('delivers them on every replica, and no events of others', async () => {
    const [user, other] = [await newcomer(), await newcomer()];
    const elsewhere = new Browser(twin.baseUrl);
    for (const [name, value] of user.browser.cookies) elsewhere.cookies.set(name, value);
    const [here, there] = [await follow(user.browser, events), await follow(elsewhere, events)];
    await announce(other, 'upload.ready');
    const ready = await announce(user, 'upload.ready');
    const gone = await announce(user, 'upload.deleted');
    const expected = [
      { type: 'upload.changed', data: { uploadId: ready } },
      { type: 'upload.deleted', data: { uploadId: gone } },
    ];
    for (const following of [here, there]) {
      await following.received(2);
      expect(following.events).toEqual(expected);
    }
  });

  it('delivers changes of the profile and security events of the account', async () => {
    const user = await newcomer();
    const following = await follow(user.browser, events);
    await user.browser.call(userEndpoints.updateMe, { body: { displayName: 'Ada' } });
    await following.received(1);
    await user.browser.call(userEndpoints.updateMe, { body: { displayName: 'Ada' } });
    const { identifier, password } = { identifier: user.credentials.username, password: user.credentials.password };
    await app.browser().call(authEndpoints.login, { body: { identifier, password } });
    await following.received(2);
    expect(following.events).toEqual([
      { type: 'user.changed', data: {} },
      { type: 'security.noticed', data: { event: expect.stringMatching(/SIGNED_IN$/) as string } },
    ]);
  });

  it('loses nothing while disconnected, and delivers nothing twice', async () => {
    const user = await newcomer();
    const first = await follow(user.browser, events);
    const uploads = [await announce(user, 'upload.ready')];
    await first.received(1);
    const { lastEventId } = first;
    first.leave();
    for (const count of [1, 99, 30]) uploads.push(...(await announceAll(user, 'upload.ready', count)));
    const second = await follow(user.browser, events, { lastEventId });
    await second.received(130);
    uploads.push(await announce(user, 'upload.ready'));
    await second.received(131);
    const told = [...first.events, ...second.events].map(({ data }) => ('uploadId' in data ? data.uploadId : ''));
    expect(told).toEqual(uploads);
  });

  it('resumes from its beginning, even if no event was delivered', async () => {
    const user = await newcomer();
    const response = await user.browser.fetch(events.path);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!/^id: .+\n\n$/m.test(text)) text += (await reader?.read())?.value ?? '';
    await reader?.cancel();
    expect(text).toMatch(/^retry: 2000\n\nid: [\d-]+\n\n$/);
    await announce(user, 'upload.ready');
    const lastEventId = /id: (.+)/.exec(text)?.[1] ?? '';
    const following = await follow(user.browser, events, { lastEventId });
    await following.received(1);
    expect(following.types).toEqual(['upload.changed']);
  });

  it.each([
    'what is this?',
    '1-1',
    '1-1-1',
    '9'.repeat(300),
    '9000000000000000000-1-9999999999',
    '99999999999999999999-0-9999999999',
  ])('reports a gap after the id %s, and continues from now', async (lastEventId) => {
    const user = await newcomer();
    await announce(user, 'upload.ready');
    await feedsSettled(app);
    const following = await follow(user.browser, events, { lastEventId });
    await following.received(1);
    await announce(user, 'upload.deleted');
    await following.received(2);
    expect(following.types).toEqual(['gap', 'upload.deleted']);
  });

  it('is logged once, when it ends', async () => {
    const user = await newcomer();
    const following = await follow(user.browser, events);
    const ofStream = () =>
      logs.lines.filter((line) => line['route'] === events.path && String(line['event']).startsWith('http.'));
    const before = ofStream().length;
    following.leave();
    await expect.poll(() => ofStream().length).toBe(before + 1);
    expect(ofStream().at(-1)).toMatchObject({ event: 'http.aborted' });
  });
});

describe('the response of a stream', () => {
  it('has the standard headers, and those that prevent buffering', async () => {
    const user = await newcomer();
    const leaving = new AbortController();
    const { status, headers } = await user.browser.fetch(events.path, {
      signal: leaving.signal,
      headers: { 'accept-encoding': 'gzip, br' },
    });
    leaving.abort();
    expect(status).toBe(200);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.any(String) as string,
      'x-request-id': expect.any(String) as string,
    });
    expect(headers.get('content-encoding')).toBeNull();
  });

  it('to HEAD has only the headers, immediately, and counts as no stream', async () => {
    const user = await newcomer();
    for (let time = 0; time < 25; time += 1) {
      const { status, headers } = await user.browser.fetch(events.path, { method: 'HEAD' });
      expect([status, headers.get('content-type'), headers.get('content-length')]).toEqual([
        200,
        'text/event-stream',
        null,
      ]);
    }
  });

  it('without a session is a failure in the envelope', async () => {
    const response = await app.browser().fetch(events.path);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ success: false, error: { code: 'UNAUTHENTICATED' } });
  });

  it('is refused to a user who has twenty streams, until one ends', async () => {
    const user = await newcomer();
    const all = await Promise.all(Array.from({ length: 20 }, () => follow(user.browser, events)));
    const refused = await user.browser.fetch(events.path);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('content-type')).toMatch(/^application\/json/);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    // Others are not concerned.
    await follow((await newcomer()).browser, events);
    all[0]?.leave();
    await expect
      .poll(async () => {
        const leaving = new AbortController();
        const { status } = await user.browser.fetch(events.path, { signal: leaving.signal });
        leaving.abort();
        return status;
      })
      .toBe(200);
  });
});

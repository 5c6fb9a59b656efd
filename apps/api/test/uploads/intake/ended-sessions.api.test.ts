import { pollUntil } from '@pixelboxx/config/testing';
import {
  adminEndpoints,
  authEndpoints,
  personalTokenEndpoints,
  resumableUploadsPath,
  tusContentType,
  uploadEndpoints,
} from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { PartialUploads } from '../../../src/platform/storage/partial-uploads.ts';
import { ReceivingPlaces } from '../../../src/uploads/intake/index.ts';
import type { Browser } from '../../support/clients/browser.ts';
import { register, type TestUser } from '../../support/clients/users.ts';
import { useApp, useTwin } from '../../support/use-app.ts';
import { withToken } from '../../auth/tokens/token-holders.ts';
import { begun, idIn, offsetOf } from '../../support/uploads/resuming.ts';
import { openUpload, partHead, type RawRequest } from '../../support/uploads/raw-request.ts';

const app = useApp();
const twin = useTwin(app, () => ({ DATA_DIR: app.dataDir }));
const places = () => twin.app.get(ReceivingPlaces, { strict: false });

/** What is announced; far more than what comes. */
const length = 500_000;
const beginning = Buffer.alloc(100_000, 'x');
/** What is promised is a second; the rest is for a busy machine. */
const timeout = 3_000;

/** The same user's browser, as the load balancer sends its next request elsewhere. */
function atTwin(browser: Browser): Browser {
  const moved = twin.browser();
  for (const [name, value] of browser.cookies) moved.cookies.set(name, value);
  return moved;
}

async function secondDevice({ credentials: { username: identifier, password } }: TestUser): Promise<Browser> {
  const browser = app.browser();
  await browser.call(authEndpoints.login, { body: { identifier, password } });
  return browser;
}

/** Begins to send, and goes on by a byte now and then: neither silence nor slowness is to be what ends it. */
function trickling(request: RawRequest): RawRequest {
  const trickle = setInterval(() => request.socket.write('x'), 100);
  request.socket.once('close', () => clearInterval(trickle));
  return request;
}

const tus = { 'tus-resumable': '1.0.0', 'content-type': tusContentType };

type Begin = (browser: Browser) => Promise<RawRequest>;
const form: Begin = (browser) => {
  const body = Buffer.concat([Buffer.from(partHead()), beginning]);
  return Promise.resolve(openUpload(browser, { 'content-length': `${length}` }, uploadEndpoints.image.path, body));
};
const firstPart: Begin = (browser) => {
  const headers = { ...tus, 'upload-length': `${length}`, 'content-length': `${length}` };
  return Promise.resolve(openUpload(browser, headers, resumableUploadsPath, beginning));
};

const suspend = async ({ user: { id } }: TestUser) => {
  const admin = await register(app);
  await app.prisma.user.update({ where: { id: admin.user.id }, data: { role: 'ADMIN' } });
  await admin.browser.call(adminEndpoints.suspend, { params: { id }, body: { reason: 'spam' } });
};

describe('a file that is being received by one replica', () => {
  it.each<[string, Begin, (user: TestUser) => Promise<unknown>]>([
    ['a form', form, ({ browser }) => browser.call(authEndpoints.logout)],
    ['a form', form, suspend],
    ['the first part of a resumable upload', firstPart, ({ browser }) => browser.call(authEndpoints.logout)],
  ])('as %s is stopped immediately when its session ends on another replica', async (_, begin, end) => {
    const user = await register(app);
    const request = trickling(await begin(atTwin(user.browser)));
    await pollUntil('it is arriving', () => places().taken === 1);
    await end(user);
    await expect.poll(() => places().taken, { timeout }).toBe(0);
    if (begin === form) await pollUntil('it says why', () => request.response().includes('UNAUTHENTICATED'));
    else await request.closed;
    request.socket.destroy();
    expect(await app.prisma.upload.count({ where: { userId: user.user.id } })).toBe(0);
  });

  it('from a program is stopped immediately when its token is revoked on another replica', async () => {
    const holder = await withToken(app, 'uploads:write');
    const authorization = holder.program.headers['authorization'] ?? '';
    const body = Buffer.concat([Buffer.from(partHead()), beginning]);
    const headers = { authorization, 'content-length': `${length}` };
    const request = trickling(openUpload(twin.browser(), headers, uploadEndpoints.image.path, body));
    await pollUntil('it is arriving', () => places().taken === 1);
    await holder.browser.call(personalTokenEndpoints.revoke, { params: { id: holder.token.id } });
    await expect.poll(() => places().taken, { timeout }).toBe(0);
    await pollUntil('it says why', () => request.response().includes('UNAUTHENTICATED'));
    request.socket.destroy();
  });

  it('as a part is stopped immediately when its session ends, and the received bytes stay for the user’s other sessions', async () => {
    const user = await register(app);
    const other = await secondDevice(user);
    const target = await begun(user.browser, length);
    const headers = { ...tus, 'upload-offset': '0', 'content-length': `${length}` };
    const request = trickling(openUpload(atTwin(user.browser), headers, target, beginning, 'PATCH'));
    await pollUntil('it is arriving', () => places().taken === 1);
    await pollUntil(
      'some is there',
      async () => (await app.app.get(PartialUploads).size(idIn(target))) >= beginning.length,
    );
    await other.call(authEndpoints.revokeOtherSessions);
    await expect.poll(() => places().taken, { timeout }).toBe(0);
    await request.closed;
    expect(await offsetOf(other, target)).toBeGreaterThanOrEqual(beginning.length);
  });

  it('is not stopped when other sessions of the user end', async () => {
    const user = await register(app);
    const request = trickling(await form(atTwin(user.browser)));
    await pollUntil('it is arriving', () => places().taken === 1);
    await secondDevice(user);
    await user.browser.call(authEndpoints.revokeOtherSessions);
    // Another upload, of a session that ended after that, has been stopped: so this one would have been.
    const later = await register(app);
    const stopped = trickling(await form(atTwin(later.browser)));
    await pollUntil('both are arriving', () => places().taken === 2);
    await later.browser.call(authEndpoints.logout);
    await pollUntil('that one is over', () => stopped.response() !== '');
    expect(places().taken).toBe(1);
    expect(request.response()).toBe('');
    for (const { socket } of [stopped, request]) socket.destroy();
    await pollUntil('it is gone', () => places().taken === 0);
  });
});

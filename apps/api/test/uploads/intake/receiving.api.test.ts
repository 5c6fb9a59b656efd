import { pollUntil } from '@pixelboxx/config/testing';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { uploadEndpoints } from '@pixelboxx/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/platform/errors/app-error.ts';
import { AccessWatch } from '../../../src/platform/http/security/access-watch.ts';
import { ReceivingPlaces } from '../../../src/uploads/intake/receiving-places.service.ts';
import { useApp } from '../../support/use-app.ts';
import { testConfig } from '../../support/config.ts';
import { type TestUser, register } from '../../support/clients/users.ts';
import { plain } from '../../support/uploads/images.ts';
import { openUpload, partHead, type RawRequest } from '../../support/uploads/raw-request.ts';
import { errorOf, filesIn, formOf } from '../../support/uploads/uploading.ts';

const imagePath = uploadEndpoints.image.path;
const app = useApp({ RATE_LIMIT_SCALE: '1', UPLOAD_MIN_RATE_AFTER_SECONDS: '50' });
let ips = 0;

/** Somebody with an address of their own. */
async function newcomer(ip = `203.0.113.${(ips += 1)}`): Promise<TestUser> {
  const browser = () => {
    const own = app.browser();
    own.headers['x-forwarded-for'] = ip;
    return own;
  };
  return register({ browser });
}

function begin({ browser }: TestUser): RawRequest {
  const headers = { 'content-length': '500000', ...browser.headers };
  const request = openUpload(browser, headers, imagePath, Buffer.from(partHead() + 'x'.repeat(200)));
  // Else it would be silence that ends it.
  const trickle = setInterval(() => request.socket.write('x'), 500);
  request.socket.once('close', () => clearInterval(trickle));
  return request;
}

async function upload({ browser }: TestUser): Promise<Response> {
  const bytes = await plain({ width: 20, height: 20 }, '#aabbcc').png().toBuffer();
  return browser.fetch(imagePath, { method: 'POST', body: formOf(bytes) });
}

/** Nobody's session ends here. */
function unwatched(): AccessWatch {
  const access = new AccessWatch();
  access.watchBy(() => () => undefined);
  return access;
}

const arriving = () => filesIn(join(app.dataDir, 'incoming')).length;

describe('broken uploads', () => {
  it('[A2] take no capacity from later uploads, however many there were', async () => {
    const places = app.app.get(ReceivingPlaces, { strict: false });
    const users: TestUser[] = [];
    for (let count = 0; count < 4; count += 1) users.push(await newcomer());
    for (let round = 0; round < 12; round += 1) {
      const broken = users.flatMap((member) => Array.from({ length: 6 }, () => begin(member)));
      // After the head has gone out, while guards are still asking the database.
      await Promise.all(broken.map(({ socket }) => new Promise((resolve) => socket.write(' ', resolve))));
      for (const { socket } of broken) socket.resetAndDestroy();
    }
    await pollUntil('nothing is arriving', () => places.taken === 0 && arriving() === 0);
    for (const member of users) expect((await upload(member)).status).toBe(201);
  });
});

describe('a client that sends slowly', () => {
  it('[A2] takes at most eight places for receiving, and other users are not affected', async () => {
    const [slow, other] = [await newcomer(), await newcomer()];
    const held = Array.from({ length: 8 }, () => begin(slow));
    await pollUntil('eight are arriving', () => arriving() === 8);
    const refused = await upload(slow);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await errorOf(refused)).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
    expect((await upload(other)).status).toBe(201);

    for (const { socket } of held) socket.resetAndDestroy();
    await pollUntil('nothing is arriving', () => arriving() === 0);
    expect((await upload(slow)).status).toBe(201);
  });

  it('[A2] with four accounts at one address takes at most sixteen places, and others are not affected', async () => {
    const accounts: TestUser[] = [];
    for (let count = 0; count < 4; count += 1) accounts.push(await newcomer('198.51.100.7'));
    const tried = accounts.flatMap((account) => Array.from({ length: 10 }, () => begin(account)));
    await pollUntil(
      'the rest was refused',
      () => tried.filter(({ response }) => response().includes(' 429 ')).length === 24,
    );
    expect(arriving()).toBe(16);
    for (let count = 0; count < 5; count += 1) expect((await upload(await newcomer())).status).toBe(201);
    for (const { socket } of tried) socket.resetAndDestroy();
    await pollUntil('nothing is arriving', () => arriving() === 0);
  });
});

describe('the places for receiving uploads', () => {
  it('[A2] are not taken by a client that disconnected before its turn', async () => {
    const places = new ReceivingPlaces(
      testConfig({ RATE_LIMIT_SCALE: '1', UPLOAD_RECEIVING_PER_USER: '1' }),
      unwatched(),
    );
    const { user } = await register(app);
    const principal = { kind: 'session', user, sessionId: user.id, hasMfa: false } as const;
    const sender = { principal, ip: '203.0.113.9' };
    const request = new IncomingMessage(new Socket());
    const { promise: body, resolve: end } = Promise.withResolvers<string>();
    const staying = places.hold(sender, request, () => body);

    const left = new IncomingMessage(new Socket().destroy());
    await expect(places.hold(sender, left, () => Promise.resolve())).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(places.hold(sender, request, () => body)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(places.taken).toBe(1);
    end('received');
    expect(await staying).toBe('received');
    expect(places.taken).toBe(0);
  });

  it('[A2] never exceed the limits, and are all released, in any order', () => {
    const config = testConfig({
      RATE_LIMIT_SCALE: '1',
      UPLOAD_RECEIVING_MAX: '6',
      UPLOAD_RECEIVING_PER_USER: '2',
      UPLOAD_RECEIVING_PER_ADDRESS: '3',
    });
    const step = fc.record({ isEntry: fc.boolean(), user: fc.nat(4), ip: fc.nat(2), which: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const places = new ReceivingPlaces(config, unwatched());
        const held: { user: number; ip: number; release: () => void }[] = [];
        for (const { isEntry, user, ip, which } of steps) {
          const mayEnter =
            held.length < 6 &&
            held.filter((one) => one.user === user).length < 2 &&
            held.filter((one) => one.ip === ip).length < 3;
          if (isEntry && mayEnter) held.push({ user, ip, release: places.take(`${user}`, `address:${ip}`) });
          else if (isEntry) expect(() => places.take(`${user}`, `address:${ip}`)).toThrow(AppError);
          else {
            const [left] = held.splice(which % Math.max(1, held.length), 1);
            left?.release();
            left?.release();
          }
        }
      }),
      { seed: 20_261_128 },
    );
  });
});

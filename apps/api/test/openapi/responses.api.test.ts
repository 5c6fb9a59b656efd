import {
  accountEndpoints,
  adminEndpoints,
  authEndpoints,
  healthEndpoints,
  mfaEndpoints,
  moderationEndpoints,
  passkeyEndpoints,
  uploadEndpoints,
  userEndpoints,
} from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { UserSnapshotsService } from '../../src/users/user-snapshots.service.ts';
import { useApp } from '../support/use-app.ts';
import { enableTotp } from '../support/clients/authenticator-app.ts';
import { exchangeRaw } from '../support/failures.ts';
import { goodPassword, newCredentials } from '../support/clients/users.ts';
import { photo } from '../support/uploads/images.ts';
import { begun, send } from '../support/uploads/resuming.ts';
import { postAvatar, uploadImage } from '../support/uploads/uploading.ts';
import { DocumentedBrowser, type FoundOperation, OpenApiValidator } from './openapi-validator.ts';

const validator = new OpenApiValidator();

const app = useApp();

async function signUp(): Promise<DocumentedBrowser> {
  const browser = new DocumentedBrowser(app.baseUrl, validator);
  await browser.call(authEndpoints.register, { body: newCredentials() });
  return browser;
}

describe('every response', () => {
  it('[A6] matches the document while a user uses their account', async () => {
    const browser = await signUp();
    const me = await browser.call(authEndpoints.me);
    await browser.call(authEndpoints.sessions);
    await browser.call(userEndpoints.updateMe, { body: { displayName: 'Ada' } });
    await browser.call(userEndpoints.profile, { params: { username: me.username } });
    await browser.call(userEndpoints.availability, { query: { username: me.username } });
    await browser.call(authEndpoints.refresh);
    await browser.call(accountEndpoints.securityEvents, { query: {} });
    await browser.call(accountEndpoints.requestExport);
    await browser.call(accountEndpoints.dataExport);
    await browser.call(passkeyEndpoints.registrationOptions);
    await browser.call(passkeyEndpoints.list);
    await browser.call(mfaEndpoints.stepUp, { body: { password: goodPassword } });
    await enableTotp(browser);
    await browser.call(mfaEndpoints.status);
    await browser.call(healthEndpoints.live);
    await browser.call(healthEndpoints.ready);
    await browser.fetch('/.well-known/jwks.json');
    await browser.call(authEndpoints.logout);
    expect(browser.faults).toEqual([]);
    expect(browser.seen.size).toBeGreaterThanOrEqual(19);
  });

  it('[A6] matches the document while a user uploads, in one request and in parts', async () => {
    const browser = await signUp();
    const image = await photo().jpeg().toBuffer();
    expect((await postAvatar(browser, image)).status).toBe(201);
    const { id, variants } = await uploadImage(browser, image);
    await browser.call(uploadEndpoints.list, { query: {} });
    await browser.call(uploadEndpoints.get, { params: { id } });
    await browser.call(uploadEndpoints.url, { params: { id }, query: { variant: variants[0]?.name ?? '' } });
    await browser.call(uploadEndpoints.quota);
    const target = await begun(browser, image.length);
    expect((await send(browser, target, 0, image.subarray(0, 1000))).status).toBe(204);
    expect((await browser.fetch(target, { method: 'HEAD', headers: { 'tus-resumable': '1.0.0' } })).status).toBe(200);
    expect((await send(browser, target, 1000, image.subarray(1000))).status).toBe(200);
    expect((await browser.fetch(target)).status).toBe(200);
    await browser.call(uploadEndpoints.remove, { params: { id } });
    expect(browser.faults).toEqual([]);
  });

  it('[A6] matches the document for staff', async () => {
    const browser = await signUp();
    const { id } = await browser.call(authEndpoints.me);
    await app.prisma.user.update({ where: { id }, data: { role: 'ADMIN' } });
    await app.app.get(UserSnapshotsService).invalidate(id);
    const user = await signUp();
    const someone = await user.call(authEndpoints.me);
    const params = { id: someone.id };
    await browser.call(adminEndpoints.users, { query: {} });
    await browser.call(adminEndpoints.user, { params });
    await browser.call(adminEndpoints.suspend, { params, body: { reason: 'Testing' } });
    await browser.call(adminEndpoints.unsuspend, { params });
    await browser.call(adminEndpoints.changeRole, { params, body: { role: 'MOD' } });
    await browser.call(adminEndpoints.securityEvents, { params, query: {} });
    await browser.call(moderationEndpoints.uploads, { query: {} });
    expect([...browser.faults, ...user.faults]).toEqual([]);
  });
});

const nobody = '0190b1f0-0000-7000-8000-000000000000';
const json = { 'content-type': 'application/json' };
/** What careless and hostile clients send, to any endpoint. */
const requests: Record<string, RequestInit> = {
  nothing: {},
  'an empty object': { headers: json, body: '{}' },
  'what is no JSON': { headers: json, body: '{"' },
  'a list': { headers: json, body: '[1]' },
  text: { headers: { 'content-type': 'text/plain' }, body: 'hello' },
  'a form': { body: new URLSearchParams({ a: 'b' }) },
  'too much': { headers: json, body: JSON.stringify({ a: 'x'.repeat(100_000) }) },
  'a request of another site': {
    headers: { ...json, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    body: '{}',
  },
  'a useless key': { headers: { ...json, 'idempotency-key': '' }, body: '{}' },
  'a wish for problem details': { headers: { ...json, accept: 'application/problem+json' }, body: '{}' },
};

/** Last, since they end the session that the others need. */
const endsSession = ({ operation }: FoundOperation): boolean =>
  ['postAuthLogout', 'deleteUsersMe'].includes(operation.operationId);
const operations = validator.operations.toSorted(
  (left, right) => Number(endsSession(left)) - Number(endsSession(right)),
);

describe('every operation', () => {
  it.each(Object.entries(requests))(
    '[A6] answers as documented to %s, with and without a session',
    async (_what, request) => {
      const anyone = new DocumentedBrowser(app.baseUrl, validator);
      const someone = await signUp();
      for (const { method, path } of operations) {
        const { body, ...bodiless } = request;
        const init = { ...bodiless, method, ...(method !== 'GET' && method !== 'HEAD' && body ? { body } : {}) };
        for (const [browser, id] of [
          [anyone, nobody],
          [someone, nobody],
          [someone, 'no-id'],
        ] as const)
          await browser.fetch(path.replace(/\{\w+\}/g, id), init);
      }
      expect([...anyone.faults, ...someone.faults]).toEqual([]);
    },
  );

  it('[A6] answers as documented to headers that are too large', async () => {
    for (const { method, path } of operations) {
      const response = await exchangeRaw(
        app.baseUrl,
        `${method} ${path.replace(/\{\w+\}/g, nobody)} HTTP/1.1\r\nhost: x\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`,
      );
      const url = new URL(path.replace(/\{\w+\}/g, nobody), app.baseUrl).href;
      if (method !== 'HEAD') expect(await validator.findFaults(method, url, response)).toEqual([]);
      expect(response.status).toBe(431);
    }
  });
});

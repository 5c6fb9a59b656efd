import type { ApiError } from '@pixelboxx/api-client/checked';
import { type Upload, uploadEndpoints } from '@pixelboxx/shared';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { ifMatchOf } from '../../src/platform/http/contract/version.ts';
import { type TestUser, register } from '../support/clients/users.ts';
import { useApp, useTwin } from '../support/use-app.ts';
import { photo } from '../support/uploads/images.ts';
import { change, patch } from '../support/uploads/editing.ts';
import { uploadImage } from '../support/uploads/uploading.ts';

const app = useApp();
const twin = useTwin(app);
let user: TestUser;
let upload: Upload;

beforeEach(async () => {
  user = await register(app);
  upload = await uploadImage(user.browser, await photo().jpeg().toBuffer(), 'public');
});

const get = (headers: Record<string, string> = {}, method = 'GET') =>
  user.browser.fetch(`/v1/uploads/${upload.id}`, { method, headers });

async function failureOf(response: Response): Promise<unknown> {
  const { error } = (await response.json()) as { error: { code: string; details: unknown } };
  return { status: response.status, code: error.code, details: error.details };
}

const conflict = (version: number) => ({ status: 412, code: 'VERSION_CONFLICT', details: { version } });

describe('a versioned resource', () => {
  it('has its version in the data and as a strong ETag, incremented by each change', async () => {
    const first = await get();
    expect(first.headers.get('etag')).toBe('"1"');
    expect(await first.json()).toMatchObject({ data: { version: 1 } });
    const changed = await patch(user.browser, upload, { caption: 'By the sea' });
    expect(changed.headers.get('etag')).toBe('"2"');
    expect(await changed.json()).toMatchObject({ data: { version: 2, caption: 'By the sea' } });
    expect((await get()).headers.get('etag')).toBe('"2"');
  });

  it('is answered with 304 to a matching If-None-Match, for GET and HEAD', async () => {
    for (const method of ['GET', 'HEAD']) {
      for (const field of ['"1"', 'W/"1"', '"7", "1"', '*']) {
        const response = await get({ 'if-none-match': field }, method);
        expect([response.status, response.headers.get('etag'), await response.text()]).toEqual([304, '"1"', '']);
      }
    }
    for (const field of ['"2"', '1', '"', '']) expect((await get({ 'if-none-match': field })).status).toBe(200);
  });

  it('is always sent if it contains expiring addresses', async () => {
    upload = await change(user.browser, upload, { visibility: 'private' });
    const response = await get({ 'if-none-match': `"${upload.version}"` });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ data: { version: upload.version } });
  });

  it('is changed and deleted with a matching If-Match, one of several, or none', async () => {
    expect((await patch(user.browser, upload, { caption: 'One' }, { 'if-match': '"1"' })).status).toBe(200);
    expect((await patch(user.browser, upload, { caption: 'Two' }, { 'if-match': '"9", "2"' })).status).toBe(200);
    expect((await patch(user.browser, upload, { caption: 'Three' }, { 'if-match': '*' })).status).toBe(200);
    expect((await patch(user.browser, upload, { caption: 'Four' })).status).toBe(200);
    await user.browser.call(uploadEndpoints.remove, { params: { id: upload.id }, ifMatch: 5 });
    expect((await get()).status).toBe(404);
  });

  it.each(['"2"', 'W/"1"', '"01"', '"1.0"', '1', '"99999999999999999999"', '"2147483648"', '""', '"', '"é"', '"*"'])(
    'is unchanged if If-Match is %s, and the response states the current version',
    async (field) => {
      const headers = { 'if-match': Buffer.from(field, 'utf8').toString('latin1') };
      expect(await failureOf(await patch(user.browser, upload, { caption: 'Mine' }, headers))).toEqual(conflict(1));
      const removal = await user.browser.fetch(`/v1/uploads/${upload.id}`, { method: 'DELETE', headers });
      expect(await failureOf(removal)).toEqual(conflict(1));
      expect(await (await get()).json()).toMatchObject({ data: { version: 1, caption: null } });
    },
  );

  it('that does not exist results in 404 whatever the condition (RFC 9110, 13.2.1)', async () => {
    for (const field of ['*', '"1"']) {
      const nobody = { id: randomUUID() };
      expect((await patch(user.browser, nobody, { caption: 'x' }, { 'if-match': field })).status).toBe(404);
    }
  });

  it('is changed once by many simultaneous requests with the same version, across replicas', async () => {
    const elsewhere = twin.browser();
    for (const [name, value] of user.browser.cookies) elsewhere.cookies.set(name, value);
    const writers = 12;
    const outcomes = await Promise.allSettled(
      Array.from({ length: writers }, (_, index) =>
        change(index % 2 === 0 ? user.browser : elsewhere, upload, { caption: `Writer ${index}` }, 1),
      ),
    );
    const winners = outcomes.filter((outcome) => outcome.status === 'fulfilled');
    const codes = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as ApiError] : []));
    expect(winners).toHaveLength(1);
    expect(codes.map(({ code, details }) => [code, details.version])).toEqual(
      Array.from({ length: writers - 1 }, () => ['VERSION_CONFLICT', 2]),
    );
    expect(await user.browser.call(uploadEndpoints.get, { params: { id: upload.id } })).toEqual(winners[0]?.value);
  });

  it('is deleted or changed, never both, by two simultaneous requests with the same version', async () => {
    for (let round = 0; round < 6; round += 1) {
      const own = await uploadImage(user.browser, await photo().jpeg().toBuffer());
      const params = { id: own.id };
      const [changed, removed] = await Promise.allSettled([
        change(user.browser, own, { caption: 'Kept' }, own.version),
        user.browser.call(uploadEndpoints.remove, { params, ifMatch: own.version }),
      ]);
      expect([changed, removed].filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const isThere = (await user.browser.fetch(`/v1/uploads/${own.id}`)).status === 200;
      expect(isThere).toBe(changed.status === 'fulfilled');
    }
  });

  it('treats a repeated Idempotency-Key with another If-Match as another request, and with the same as a repetition', async () => {
    const headers = { 'idempotency-key': randomUUID(), 'if-match': '"1"' };
    const first = await patch(user.browser, upload, { caption: 'Once' }, headers);
    const again = await patch(user.browser, upload, { caption: 'Once' }, headers);
    expect([again.status, again.headers.get('etag')]).toEqual([first.status, '"2"']);
    const other = await patch(user.browser, upload, { caption: 'Once' }, { ...headers, 'if-match': '"2"' });
    expect(await failureOf(other)).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('allows If-Match from an allowed other origin', async () => {
    const headers = {
      origin: 'http://localhost:3000',
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'if-match',
    };
    const preflight = await app.browser().fetch(`/v1/uploads/${upload.id}`, { method: 'OPTIONS', headers });
    expect(preflight.headers.get('access-control-allow-headers')).toContain('if-match');
  });
});

describe('If-Match', () => {
  it('matches exactly the versions of its strong tags, whatever else it contains', () => {
    const version = fc.integer({ min: 1, max: 2 ** 31 - 1 });
    const noise = fc.constantFrom('W/"1"', '"a"', '"-1"', '"0"', '"1e3"', '"01"', 'x', '""');
    const list = fc.array(fc.oneof(version, noise), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(list, (parts) => {
        const field = parts.map((part) => (typeof part === 'number' ? `"${part}"` : part)).join(', ');
        expect(ifMatchOf(field)).toEqual(parts.filter((part) => typeof part === 'number'));
      }),
      { seed: 909, numRuns: 300 },
    );
  });

  it('with hostile values takes no time and matches nothing', () => {
    for (const field of ['"'.repeat(16_000), 'W/'.repeat(8_000), `"${'1'.repeat(16_000)}"`, ','.repeat(16_000)]) {
      expect(ifMatchOf(field)).toEqual([]);
    }
    expect(ifMatchOf(undefined)).toBeNull();
  });
});

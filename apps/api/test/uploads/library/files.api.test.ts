import { pollUntil } from '@pixelboxx/config/testing';
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { beforeAll, describe, expect, it } from 'vitest';
import { ObjectCache } from '../../../src/platform/storage/cache/object-cache.ts';
import { ObjectStorage } from '../../../src/platform/storage/object-storage.ts';
import { useApp } from '../../support/use-app.ts';
import { someKey } from '../../platform/storage/object-storage.contract.ts';
import { errorOf } from '../../support/uploads/uploading.ts';

let storage: ObjectStorage;
const image = randomBytes(20_000);

const app = useApp();

beforeAll(() => {
  storage = app.app.get(ObjectStorage);
});

async function stored(visibility: 'public' | 'private' = 'public', body = image): Promise<string> {
  const key = someKey(visibility);
  await storage.put(key, body, { contentType: 'image/webp', visibility });
  return key;
}

const get = (path: string, init?: RequestInit) => fetch(app.baseUrl + path, init);

/** The path exactly as written: `fetch` would tidy it up first. */
function getRaw(path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(app.baseUrl);
    const request = httpRequest({ hostname, port, path, agent: false }, (response) => {
      let body = '';
      response.setEncoding('latin1').on('data', (part: string) => (body += part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    request.on('error', reject).end();
  });
}

describe('public files', () => {
  it('[87] are served to anyone, with unlimited caching and headers that allow nothing but showing them', async () => {
    const response = await get(`/files/${await stored()}`);
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer()).equals(image)).toBe(true);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/webp',
      'content-length': '20000',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-disposition': 'inline; filename="image.webp"',
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    });
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  it('are served whole when they are large', async () => {
    const large = randomBytes(1_200_000);
    const response = await get(`/files/${await stored('public', large)}`);
    expect(Buffer.from(await response.arrayBuffer()).equals(large)).toBe(true);
  });

  it('answer HEAD like GET, without a body', async () => {
    const path = `/files/${await stored()}`;
    const [head, whole] = [await get(path, { method: 'HEAD' }), await get(path)];
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
    for (const name of ['content-type', 'content-length', 'etag', 'cache-control']) {
      expect(head.headers.get(name), name).toBe(whole.headers.get(name));
    }
  });

  it('are answered with 304 if the client has them (If-None-Match)', async () => {
    const path = `/files/${await stored()}`;
    const tag = (await get(path)).headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[^"]+"$/);
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const response = await get(path, { headers: { 'if-none-match': known } });
      expect(response.status).toBe(304);
      expect(await response.text()).toBe('');
      expect(response.headers.get('etag')).toBe(tag);
      expect(response.headers.get('cache-control')).toContain('immutable');
    }
    expect((await get(path, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  it('are answered with 304 to If-Modified-Since, unless If-None-Match differs', async () => {
    const path = `/files/${await stored()}`;
    const modified = (await get(path)).headers.get('last-modified') ?? '';
    const since = (headers: Record<string, string>) =>
      get(path, { headers: { 'if-modified-since': modified, ...headers } });
    expect((await since({})).status).toBe(304);
    expect((await since({ 'if-none-match': '"other"' })).status).toBe(200);
    expect((await since({ 'if-modified-since': new Date(Date.parse(modified) - 1000).toUTCString() })).status).toBe(
      200,
    );
    expect((await since({ 'if-modified-since': 'yesterday' })).status).toBe(200);
  });

  it.each([20_000, 1_200_000])('are sent in parts of %i bytes', async (size) => {
    const body = randomBytes(size);
    const path = `/files/${await stored('public', body)}`;
    const whole = await get(path);
    await whole.arrayBuffer();
    expect(whole.headers.get('accept-ranges')).toBe('bytes');
    for (const [range, start, end] of [
      ['bytes=0-0', 0, 0],
      ['bytes=100-4999', 100, 4_999],
      ['bytes=-17', size - 17, size - 1],
      [`bytes=${size - 1}-`, size - 1, size - 1],
      ['bytes=0-99999999', 0, size - 1],
    ] as const) {
      const part = await get(path, { headers: { range } });
      expect(part.status).toBe(206);
      expect(part.headers.get('content-range')).toBe(`bytes ${start}-${end}/${size}`);
      expect(part.headers.get('content-length')).toBe(String(end - start + 1));
      expect(part.headers.get('etag')).toBe(whole.headers.get('etag'));
      expect(Buffer.from(await part.arrayBuffer()).equals(body.subarray(start, end + 1))).toBe(true);
    }
  });

  it('get a 416 for an unsatisfiable range, and are sent whole for several ranges', async () => {
    const path = `/files/${await stored()}`;
    for (const range of ['bytes=20000-', 'bytes=-0']) {
      const refused = await get(path, { headers: { range } });
      expect(refused.headers.get('content-range')).toBe('bytes */20000');
      expect(refused.headers.get('cache-control')).toBe('no-store');
      expect(await errorOf(refused)).toMatchObject({ status: 416, code: 'RANGE_NOT_SATISFIABLE' });
    }
    for (const range of ['bytes=0-1,5-6', 'pages=1-2', 'bytes=5-1']) {
      const whole = await get(path, { headers: { range } });
      expect([whole.status, (await whole.arrayBuffer()).byteLength], range).toEqual([200, 20_000]);
    }
    expect((await get(path, { method: 'HEAD', headers: { range: 'bytes=0-1' } })).status).toBe(200);
  });

  it('are sent in parts only if If-Range matches', async () => {
    const path = `/files/${await stored()}`;
    const { headers } = await get(path);
    const [etag, modified] = [headers.get('etag') ?? '', headers.get('last-modified') ?? ''];
    const statusFor = async (given: Record<string, string>) =>
      (await get(path, { headers: { range: 'bytes=0-1', ...given } })).status;
    expect(await statusFor({ 'if-range': etag })).toBe(206);
    expect(await statusFor({ 'if-range': modified })).toBe(206);
    expect(await statusFor({ 'if-range': `W/${etag}` })).toBe(200);
    expect(await statusFor({ 'if-range': '"other"' })).toBe(200);
    expect(await statusFor({ 'if-range': new Date(0).toUTCString() })).toBe(200);
    expect(await statusFor({ 'if-none-match': etag })).toBe(304);
  });

  it('get the same responses from memory as from the store', async () => {
    const cache = app.app.get(ObjectCache);
    const key = someKey('public');
    const path = `/files/${key}`;
    const put = () => storage.put(key, image, { contentType: 'image/webp', visibility: 'public' });
    const asked = async (method: string, headers: Record<string, string>) => {
      const response = await get(path, { method, headers });
      const said = Object.fromEntries(response.headers);
      const { date: _date, 'x-request-id': _id, connection: _connection, 'keep-alive': _alive, ...rest } = said;
      return {
        status: response.status,
        headers: rest,
        body: Buffer.from(await response.arrayBuffer()).toString('hex'),
      };
    };
    const choice = (...values: string[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
    const request = fc.record({
      method: fc.constantFrom('GET', 'HEAD'),
      tag: choice('same', 'weak', '*', '"other"', ''),
      since: choice('same', new Date(0).toUTCString(), 'yesterday'),
      range: choice('bytes=0-9', 'bytes=-5', 'bytes=20000-', 'bytes=0-1,5-6', ''),
      ifRange: choice('same', '"other"'),
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ method, tag, since, range, ifRange }) => {
        await put();
        expect(cache.get(key)).toBeUndefined();
        const { headers } = await get(path, { method: 'HEAD' });
        const [etag, modified] = [headers.get('etag') ?? '', headers.get('last-modified') ?? ''];
        const given: Record<string, string> = {
          ...(tag !== undefined && { 'if-none-match': tag === 'same' ? etag : tag === 'weak' ? `W/${etag}` : tag }),
          ...(since !== undefined && { 'if-modified-since': since === 'same' ? modified : since }),
          ...(range !== undefined && { range }),
          ...(ifRange !== undefined && { 'if-range': ifRange === 'same' ? etag : ifRange }),
        };
        const fromStore = await asked(method, given);
        await pollUntil('it is in memory', async () => {
          await (await get(path)).arrayBuffer();
          return cache.get(key) !== undefined;
        });
        expect(await asked(method, given)).toEqual(fromStore);
      }),
      { seed: 20_261_130, numRuns: 60 },
    );
  });

  it('are gone immediately when deleted, also for clients that have them', async () => {
    const key = await stored();
    const tag = (await get(`/files/${key}`)).headers.get('etag') ?? '';
    await storage.delete([key]);
    expect((await get(`/files/${key}`, { method: 'HEAD' })).status).toBe(404);
    expect(await errorOf(await get(`/files/${key}`))).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect((await get(`/files/${key}`, { headers: { 'if-none-match': tag } })).status).toBe(404);
    expect((await get(`/files/${key}`)).headers.get('cache-control')).toBe('no-store');
  });

  it('cannot be changed from outside', async () => {
    const path = `/files/${await stored()}`;
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      expect((await errorOf(await get(path, { method }))).status, method).toBe(405);
    }
    expect((await get(path)).status).toBe(200);
  });
});

describe('addresses that are not files', () => {
  it.each([
    '/files/../../../../etc/passwd',
    '/files/..%2f..%2f..%2fetc%2fpasswd',
    '/files/%2e%2e/%2e%2e/etc/passwd',
    '/files/public/../private/x',
    `/files/public/${'a'.repeat(64)}/../../../../secrets.json`,
    `/files/public/${'a'.repeat(64)}/..%2f..%2fsecrets.json`,
    `/files//public/${'a'.repeat(64)}/256.webp`,
    `/files/public/${'a'.repeat(64)}/256.webp%00.png`,
    `/files/public/${'A'.repeat(64)}/256.webp`,
    `/files/public/${'a'.repeat(64)}/256.html`,
    '/files/..\\..\\windows\\win.ini',
    '/files/partial/x',
    '/files/',
    '/files',
    `/files/${'x'.repeat(8000)}`,
    '/files/%E0%A4%A',
  ])('%s', async (path) => {
    const { status, body } = await getRaw(path);
    expect([400, 404]).toContain(status);
    expect(body).toContain('"success":false');
    expect(body).not.toContain('root:');
  });
});

describe('private files', () => {
  const sign = async (key: string) => (await storage.signedUrl(key, { expiresInSeconds: 60 })).url;

  it('[87] are served by a signed address, and cached privately for minutes', async () => {
    const response = await get(await sign(await stored('private')));
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer()).equals(image)).toBe(true);
    expect(response.headers.get('cache-control')).toBe('private, max-age=600, immutable');
    expect(response.headers.get('etag')).toBeNull();
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-site');
  });

  it('are sent in parts only by a signed address', async () => {
    const key = await stored('private');
    const headers = { range: 'bytes=1-3' };
    const part = await get(await sign(key), { headers });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 1-3/20000']);
    expect(Buffer.from(await part.arrayBuffer()).equals(image.subarray(1, 4))).toBe(true);
    expect((await get(`/files/${key}`, { headers })).status).toBe(403);
  });

  it('are refused without a signature, identically whether they exist or not', async () => {
    const responses = await Promise.all([
      get(`/files/${await stored('private')}`),
      get(`/files/${someKey('private')}`),
    ]);
    for (const reply of responses) expect(await errorOf(reply)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });

  it('[88] are refused when anything of the address is changed', async () => {
    const [key, other] = [await stored('private'), await stored('private')];
    const url = await sign(key);
    const tampered: [path: string, init?: RequestInit][] = [
      [url.replace(key, other)],
      [url.replace('256.webp', '512.webp')],
      [url.replace(/expires=(\d+)/, (_, expires: string) => `expires=${Number(expires) + 3600}`)],
      [url.replace(/(?<=signature=)./, (first) => (first === 'A' ? 'B' : 'A'))],
      [url.replace(/&signature=.*/, '')],
      [`${url}&response-content-type=text/html`],
      [`${url}&response-content-disposition=inline`],
      [`${url}?`],
      [url.replace('?', '??')],
      [url, { method: 'HEAD' }],
    ];
    for (const [path, init] of tampered) expect((await get(path, init)).status, path).toBe(403);
    expect((await get(url)).status).toBe(200);
  });

  it('[89] are not found once deleted', async () => {
    const key = await stored('private');
    const url = await sign(key);
    await storage.delete([key]);
    expect((await get(url)).status).toBe(404);
  });
});

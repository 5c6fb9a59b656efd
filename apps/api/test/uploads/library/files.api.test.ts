import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { beforeAll, describe, expect, it } from 'vitest';
import { ObjectStorage } from '../../../src/platform/storage/object-storage.ts';
import { useApp } from '../../support/use-app.ts';
import { someKey } from '../../platform/storage/object-storage.contract.ts';
import { errorOf } from '../support/uploading.ts';

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
  it('[87] are served to anyone, to be kept for ever, and can do nothing but be shown', async () => {
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

  it('are not sent again to who has them', async () => {
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

  it('are gone at once when deleted, also for who had them', async () => {
    const key = await stored();
    const tag = (await get(`/files/${key}`)).headers.get('etag') ?? '';
    await storage.delete([key]);
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

describe('addresses that are no files', () => {
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

  it('[87] are served by a signed address, and kept for minutes by nobody but its holder', async () => {
    const response = await get(await sign(await stored('private')));
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer()).equals(image)).toBe(true);
    expect(response.headers.get('cache-control')).toBe('private, max-age=600, immutable');
    expect(response.headers.get('etag')).toBeNull();
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-site');
  });

  it('are refused without one, alike whether they exist or not', async () => {
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
      [url.replace(/signature=./, 'signature=_')],
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

  it('[89] are not there any more once deleted', async () => {
    const key = await stored('private');
    const url = await sign(key);
    await storage.delete([key]);
    expect((await get(url)).status).toBe(404);
  });
});

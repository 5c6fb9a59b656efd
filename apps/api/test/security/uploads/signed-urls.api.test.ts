import { type Upload, uploadEndpoints } from '@pixelboxx/shared';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { maxSignedUrlSeconds, ObjectStorage } from '../../../src/platform/storage/object-storage.ts';
import { useS3 } from '../../support/network/s3-server.ts';
import { useApp } from '../../support/use-app.ts';
import { exchangeRaw } from '../../support/failures.ts';
import { type TestUser, register } from '../../support/clients/users.ts';
import { photo } from '../../support/uploads/images.ts';
import { errorOf, storedKeys, uploadImage } from '../../support/uploads/uploading.ts';

let user: TestUser;
let upload: Upload;
let other: Upload;

const app = useApp();

beforeAll(async () => {
  user = await register(app);
  upload = await uploadImage(user.browser, await photo({ width: 700, height: 500 }, '#2a4').jpeg().toBuffer());
  other = await uploadImage(user.browser, await photo({ width: 700, height: 500 }, '#4a2').jpeg().toBuffer());
});

afterEach(() => vi.useRealTimers());

const urlOf = ({ variants }: Upload, name: string): string =>
  variants.find((variant) => variant.name === name)?.url ?? '';
const partOf = (url: string, name: string): string => new RegExp(`[?&]${name}=([^&]*)`).exec(url)?.[1] ?? '';

/** Sent as it is: a client would tidy up slashes and escapes. */
async function statusOfRaw(target: string, method = 'GET'): Promise<number> {
  const lines = [`${method} ${target} HTTP/1.1`, 'host: localhost', 'connection: close', '', ''];
  return (await exchangeRaw(app.baseUrl, lines.join('\r\n'))).status;
}

function flip(url: string, position: number): string {
  const signature = partOf(url, 'signature');
  const bytes = Buffer.from(signature, 'base64url');
  bytes[position] = (bytes[position] ?? 0) ^ 0x01;
  return url.replace(signature, bytes.toString('base64url'));
}

type Tampering = [what: string, tamper: (url: string) => string, method?: string];

const tamperings: Tampering[] = [
  ['the variant', (url) => url.replace('/320.webp', '/640.webp')],
  ['the picture', (url) => url.replace(/[0-9a-f]{64}/, /[0-9a-f]{64}/.exec(urlOf(other, '320'))?.[0] ?? '')],
  [
    'the signature for another picture’s',
    (url) => url.replace(partOf(url, 'signature'), partOf(urlOf(other, '320'), 'signature')),
  ],
  [
    'the signature for another variant’s',
    (url) => url.replace(partOf(url, 'signature'), partOf(urlOf(upload, '640'), 'signature')),
  ],
  ['the expiry to a later one', (url) => url.replace(/expires=(\d+)/, (_, at: string) => `expires=${Number(at) + 1}`)],
  [
    'the expiry to an earlier one',
    (url) => url.replace(/expires=(\d+)/, (_, at: string) => `expires=${Number(at) - 1}`),
  ],
  [
    'the expiry to ten years',
    (url) => url.replace(/expires=(\d+)/, (_, at: string) => `expires=${Number(at) + 315_360_000}`),
  ],
  ['the expiry’s spelling', (url) => url.replace('expires=', 'expires=0')],
  ['the first bit of the signature', (url) => flip(url, 0)],
  ['the last bit of the signature', (url) => flip(url, 31)],
  [
    'the case of the signature',
    (url) => url.replace(/signature=.*/, (part) => part.replace(/[a-z](?=[^=]*$)/, (email) => email.toUpperCase())),
  ],
  ['the signature’s length', (url) => url.slice(0, -1)],
  ['the signature to none', (url) => url.replace(/&signature=.*/, '')],
  ['the order of the parameters', (url) => url.replace(/\?(expires=\d+)&(.*)/, '?$2&$1')],
  ['the method to HEAD', (url) => url, 'HEAD'],
  ['the content type', (url) => `${url}&response-content-type=text/html`],
  ['the disposition', (url) => `${url}&response-content-disposition=attachment`],
  ['the parameters by repeating one', (url) => `${url}&${/expires=\d+/.exec(url)?.[0] ?? ''}`],
  ['the path by an escape', (url) => url.replace('/private/', '/%70rivate/')],
  ['the path by a double slash', (url) => url.replace('/private/', '//private/')],
  ['the path by a dot segment', (url) => url.replace('/private/', '/private/./')],
  ['the path’s case', (url) => url.replace(/[0-9a-f]{64}/, (hash) => hash.toUpperCase())],
  ['the parameters’ case', (url) => url.replace('signature', 'Signature')],
  ['the folder to the public one', (url) => url.replace('/private/', '/public/')],
];

describe('the signed address of a private picture', () => {
  beforeEach(async () => {
    expect(await statusOfRaw(urlOf(upload, '320'))).toBe(200);
  });

  it.each(tamperings)('[88] is refused if %s was changed', async (_what, tamper, method) => {
    const url = urlOf(upload, '320');
    const tampered = tamper(url);
    if (method === undefined) expect(tampered).not.toBe(url);
    expect([403, 404]).toContain(await statusOfRaw(tampered, method));
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('[88] has no effect with %s', async (method) => {
    expect([403, 405]).toContain(await statusOfRaw(urlOf(upload, '320'), method));
    expect(await statusOfRaw(urlOf(upload, '320'))).toBe(200);
  });

  it('[89] expires at most a quarter of an hour after it was issued', async () => {
    const { url, expiresAt } = await user.browser.call(uploadEndpoints.url, {
      params: { id: upload.id },
      query: { variant: '320' },
    });
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(900_000);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(expiresAt) - 1000 });
    expect(await statusOfRaw(url)).toBe(200);
    vi.setSystemTime(Date.parse(expiresAt));
    expect(await statusOfRaw(url)).toBe(403);
  });

  it('[89] cannot be requested with a longer lifetime', async () => {
    const [key = ''] = (await storedKeys(app)).filter((name) => name.startsWith('private/'));
    const { expiresAt } = await app.app.get(ObjectStorage).signedUrl(key, { expiresInSeconds: 315_360_000 });
    expect(expiresAt.getTime() - Date.now()).toBeLessThanOrEqual(maxSignedUrlSeconds * 1000);
    const response = await user.browser.fetch(`/v1/uploads/${upload.id}/url?variant=320&expiresIn=315360000`);
    expect(await errorOf(response)).toMatchObject({ status: 400, code: 'VALIDATION_ERROR' });
  });

  it('[89] is not found once the upload is deleted', async () => {
    const gone = await uploadImage(user.browser, await photo({ width: 100, height: 90 }, '#e2e').jpeg().toBuffer());
    await user.browser.call(uploadEndpoints.remove, { params: { id: gone.id } });
    for (const { url } of gone.variants) expect(await statusOfRaw(url ?? '')).toBe(404);
  });
});

it.each(['get', 'url', 'remove'] as const)('[90] %s gives no other user access to the upload', async (name) => {
  const stranger = await register(app);
  const params = { id: upload.id };
  const call =
    name === 'url'
      ? stranger.browser.call(uploadEndpoints.url, { params, query: { variant: '320' } })
      : stranger.browser.call(uploadEndpoints[name], { params });
  await expect(call).rejects.toMatchObject({ code: 'NOT_FOUND', status: 404 });
  expect(await statusOfRaw(urlOf(upload, '320'))).toBe(200);
});

describe('on an S3 store', () => {
  const s3 = useS3();
  const onS3 = useApp(s3.settings);
  let owner: TestUser;

  beforeAll(async () => {
    owner = await register(onS3);
  });

  it('[88] signs the response’s type, disposition and caching together with key and expiry', async () => {
    const stored = await uploadImage(owner.browser, await photo({ width: 700, height: 500 }, '#a24').jpeg().toBuffer());
    const signatures = new Set<string>();
    for (const { url, name } of stored.variants) {
      const location = new URL(url ?? '');
      const query = location.searchParams;
      expect(location.pathname).toMatch(new RegExp(`/private/[0-9a-f]{64}/${name}\\.webp$`));
      expect(query.get('response-content-type')).toBe('image/webp');
      expect(query.get('response-content-disposition')).toMatch(/^inline/);
      expect(Number(query.get('X-Amz-Expires'))).toBeLessThanOrEqual(900);
      signatures.add(query.get('X-Amz-Signature') ?? '');
      const response = await fetch(location);
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/webp']);
    }
    expect(signatures.size).toBe(stored.variants.length);
  });

  it('[88] does not serve the bytes through the api’s own addresses without the api’s signature', async () => {
    const [key = ''] = (await storedKeys(onS3)).filter((name) => name.startsWith('private/'));
    expect((await fetch(new URL(`/files/${key}`, onS3.baseUrl))).status).toBe(403);
  });

  it('repeats addresses for five minutes, and signs without requests to the store', async () => {
    const { id } = await uploadImage(owner.browser, await photo({ width: 100, height: 90 }, '#24a').jpeg().toBuffer());
    vi.useFakeTimers({ toFake: ['Date'], now: Math.ceil(Date.now() / 300_000) * 300_000 });
    const first = await owner.browser.call(uploadEndpoints.get, { params: { id } });
    await s3.close();
    vi.setSystemTime(Date.now() + 290_000);
    expect(await owner.browser.call(uploadEndpoints.get, { params: { id } })).toEqual(first);
  });
});

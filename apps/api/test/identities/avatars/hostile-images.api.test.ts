import { authEndpoints, identityEndpoints } from '@pixelboxx/shared';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Browser } from '../../support/clients/browser.ts';
import { flatIdat, handmadePng, photo } from '../../support/uploads/images.ts';
import { everythingStored } from '../../support/uploads/uploading.ts';
import { newSomebody, redirectUriOf, registerBy, signInBy, useProviders } from '../identity-users.ts';
import { facePath, identityOf, type Serve, serveFace, takeOver } from './faces.ts';

const maxBytes = 200_000;
const { app, acme } = useProviders({ UPLOAD_MAX_BYTES: String(maxBytes) });

/** What nobody outside reaches. */
const within: string[] = [];
const neighbour = createServer((request, response) => {
  within.push(request.url ?? '');
  response.end(face);
});
let face: Buffer;
let bomb: Buffer;
let browser: Browser;

beforeAll(async () => {
  face = await photo({ width: 200, height: 200 }, '#442288').jpeg().toBuffer();
  bomb = handmadePng({ width: 16_000, height: 16_000 }, flatIdat({ width: 100, height: 100 }));
  neighbour.listen(0, '127.0.0.1');
  await once(neighbour, 'listening');
});
afterAll(async () => {
  neighbour.closeAllConnections();
  neighbour.close();
  await once(neighbour, 'close');
});
const neighbourUrl = () => `http://127.0.0.1:${(neighbour.address() as AddressInfo).port}/face`;

async function registerTelling(picture: unknown): Promise<void> {
  acme.somebody = newSomebody({ picture });
  ({ browser } = await registerBy(app, acme));
}

const sends =
  (bytes: string | Uint8Array, headers: Record<string, string> = {}, status = 200): Serve =>
  (_request, response) =>
    void response.writeHead(status, headers).end(bytes);

const endless: Serve = (_request, response) => {
  const more = () => {
    while (!response.destroyed && response.write(Buffer.alloc(65_536, 0xff)));
  };
  response.writeHead(200, { 'content-type': 'image/jpeg' }).on('drain', more);
  more();
};

describe('[I9] an invalid image from a provider', () => {
  beforeEach(() => registerTelling(`${acme.url}${facePath}`));

  it.each<[string, () => Serve, string]>([
    ['nothing there', () => sends('', {}, 404), 'NOT_FOUND'],
    ['a refusal', () => sends('', {}, 403), 'NOT_FOUND'],
    ['no content', () => sends('', {}, 204), 'NOT_FOUND'],
    ['a part', () => sends(face, {}, 206), 'NOT_FOUND'],
    ['a redirect within', () => sends('', { location: neighbourUrl() }, 302), 'NOT_FOUND'],
    ['a redirect to another of its own', () => sends('', { location: '/faces/other' }, 301), 'NOT_FOUND'],
    ['a fault of its own', () => sends('', {}, 500), 'PROVIDER_UNAVAILABLE'],
    ['too many requests', () => sends('', { 'retry-after': '9' }, 429), 'PROVIDER_UNAVAILABLE'],
    ['nothing at all', () => (_request, response) => void response.destroy(), 'PROVIDER_UNAVAILABLE'],
    [
      'less than it says',
      () => (_request, response) => {
        response.writeHead(200, { 'content-length': String(face.length + 1) });
        response.write(face, () => response.destroy());
      },
      'PROVIDER_UNAVAILABLE',
    ],
    ['an empty file', () => sends('', { 'content-type': 'image/png' }), 'INVALID_IMAGE'],
    [
      'a page',
      () => sends('<!doctype html><title>Sign in</title>', { 'content-type': 'text/html' }),
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'a page that says it is an image',
      () => sends('<!doctype html>', { 'content-type': 'image/png' }),
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'a drawing with a script',
      () => sends('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', { 'content-type': 'image/svg+xml' }),
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['half an image', () => sends(face.subarray(0, 200)), 'INVALID_IMAGE'],
    ['more than anybody may send', () => sends(Buffer.alloc(maxBytes + 1, 0xff)), 'PAYLOAD_TOO_LARGE'],
    ['a response without an end', () => endless, 'PAYLOAD_TOO_LARGE'],
    ['an image that is enormous once it is decoded', () => sends(bomb), 'IMAGE_TOO_LARGE'],
    [
      'an image in a compression that nobody asked for',
      () => sends(gzipSync(face), { 'content-encoding': 'gzip' }),
      'UNSUPPORTED_MEDIA_TYPE',
    ],
  ])('%s is refused, and nothing is stored', async (_name, serve, code) => {
    serveFace(acme, serve());
    const before = await everythingStored(app);
    const reached = within.length;
    await expect(takeOver(browser, acme)).rejects.toMatchObject({ code });
    expect(within).toHaveLength(reached);
    expect(acme.asked).not.toContain('/faces/other');
    await expect.poll(() => everythingStored(app)).toEqual(before);
    expect(await browser.call(authEndpoints.me)).toMatchObject({ avatarUrl: null });
  });

  it('an image with a wrong content type is accepted', async () => {
    serveFace(acme, sends(face, { 'content-type': 'text/html' }));
    expect(await takeOver(browser, acme)).toMatchObject({ status: 'READY' });
  });

  it('an unavailable provider can be tried again later', async () => {
    await acme.stop();
    await expect(takeOver(browser, acme)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE', status: 503 });
    await acme.start(redirectUriOf(acme.id));
    serveFace(acme, face);
    expect(await takeOver(browser, acme)).toMatchObject({ status: 'READY' });
  });
});

describe('[I9] an invalid image URL from a provider', () => {
  it.each<[string, () => unknown]>([
    ['in clear', () => 'http://images.example/face.png'],
    ['by another scheme', () => 'ftp://images.example/face.png'],
    ['a file', () => 'file:///etc/passwd'],
    ['the image itself', () => 'data:image/png;base64,iVBORw0KGgo='],
    ['a script', () => 'javascript:alert(1)'],
    ['what claims the origin of the provider', () => `blob:${acme.url}/3`],
    ['with a name and a password', () => 'https://me:secret@images.example/face.png'],
    ['with a name at the provider itself', () => `${acme.url.replace('//', '//me@')}${facePath}`],
    ['another port of its machine', neighbourUrl],
    ['this machine', () => 'https://localhost/face.png'],
    ['a private network', () => 'https://10.0.0.1/face.png'],
    ['the metadata of a cloud', () => 'https://169.254.169.254/latest/meta-data/'],
    ['this machine in IPv6', () => 'https://[::ffff:127.0.0.1]/face.png'],
    ['this machine as a number', () => 'https://2130706433/face.png'],
    ['no address', () => 'face.png'],
    ['more than anybody keeps', () => `https://images.example/${'x'.repeat(1024)}`],
    ['a number', () => 7],
    ['a list', () => ['https://images.example/face.png']],
  ])('%s: there is no image, and signing in works', async (_name, picture) => {
    acme.somebody = newSomebody({ picture: picture() });
    const reached = within.length;
    const { registration } = await signInBy(app.browser(), acme);
    expect(registration).toMatchObject({ hasImage: false });
    const registered = await registerBy(app, acme);
    expect(await identityOf(registered.browser, 'acme')).toMatchObject({ hasImage: false });
    await expect(takeOver(registered.browser, acme)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(within).toHaveLength(reached);
  });

  it('a URL stored under earlier rules is checked again', async () => {
    await registerTelling(`${acme.url}${facePath}`);
    const { id } = await identityOf(browser, 'acme');
    const reached = within.length;
    for (const imageUrl of [neighbourUrl(), 'https://10.0.0.1/face.png', 'nothing']) {
      await app.prisma.identity.update({ where: { id }, data: { imageUrl } });
      expect(await identityOf(browser, 'acme')).toMatchObject({ hasImage: false });
      const taking = browser.call(identityEndpoints.useAsAvatar, { params: { id } });
      await expect(taking).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    await app.prisma.identity.update({
      where: { id },
      data: { imageUrl: `${acme.url}${facePath}`, provider: 'former' },
    });
    await expect(takeOver(browser, { id: 'former' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(within).toHaveLength(reached);
  });
});

import { authEndpoints, avatarSizes, avatarUrlOfSize, userEndpoints } from '@pixelboxx/shared';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { useApp } from '../../support/use-app.ts';
import { register } from '../../support/clients/users.ts';
import { animatedGif, photo, plain, sideways, withJpegComment } from '../../support/uploads/images.ts';
import { errorOf, postAvatar, storedKeys, uploadAvatar } from '../../support/uploads/uploading.ts';

const app = useApp();

async function bytesAt(url: string | null | undefined): Promise<Buffer> {
  const response = await fetch(new URL(url ?? 'no url', app.baseUrl));
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

describe('uploading an avatar', () => {
  it('makes it the user’s avatar, visible to themselves and others', async () => {
    const { browser, user } = await register(app);
    const upload = await uploadAvatar(browser, await photo().jpeg().toBuffer());
    expect(upload).toMatchObject({ kind: 'AVATAR', status: 'READY', visibility: 'PUBLIC', width: 480, height: 480 });
    const middle = upload.variants.find(({ name }) => name === '256');
    expect((await browser.call(authEndpoints.me)).avatarUrl).toBe(middle?.url);
    const profile = await app.browser().call(userEndpoints.profile, { params: { username: user.username } });
    expect(profile.avatarUrl).toBe(middle?.url);
    expect(middle?.url).toMatch(/^\/files\/public\/[0-9a-f]{64}\/256\.webp$/);
  });

  it.each(['jpeg', 'png', 'webp', 'gif'] as const)('turns a %s into WebP squares of three sizes', async (format) => {
    const { browser } = await register(app);
    const upload = await uploadAvatar(browser, await photo({ width: 600, height: 530 }).toFormat(format).toBuffer());
    expect(upload.variants.map(({ name }) => Number(name))).toEqual([...avatarSizes]);
    for (const { name, width, height, bytes, url } of upload.variants) {
      expect([width, height]).toEqual([Number(name), Number(name)]);
      const body = await bytesAt(url);
      expect(await sharp(body).metadata()).toMatchObject({ format: 'webp', width, height });
      expect(body.length).toBe(bytes);
    }
    expect(upload.bytes).toBe(upload.variants.reduce((sum, { bytes }) => sum + bytes, 0));
  });

  it('provides each size at the address that clients derive from the middle size', async () => {
    const { browser } = await register(app);
    await uploadAvatar(browser, await photo().jpeg().toBuffer());
    const { avatarUrl } = await browser.call(authEndpoints.me);
    for (const size of avatarSizes) await bytesAt(avatarUrlOfSize(avatarUrl ?? '', size));
  });

  it('never enlarges a small picture', async () => {
    const { browser } = await register(app);
    const upload = await uploadAvatar(browser, await photo({ width: 130, height: 100 }).png().toBuffer());
    expect(upload.variants.map(({ width, height }) => [width, height])).toEqual([
      [64, 64],
      [100, 100],
      [100, 100],
    ]);
  });

  it('comes with a placeholder and a colour', async () => {
    const { browser } = await register(app);
    const upload = await uploadAvatar(browser, await plain({ width: 300, height: 300 }, '#e02010').png().toBuffer());
    expect(Buffer.from(upload.thumbhash, 'base64').length).toBeGreaterThan(10);
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(upload.dominantColor.slice(at, at + 2), 16));
    expect(red).toBeGreaterThan(200);
    expect(green).toBeLessThan(60);
    expect(blue).toBeLessThan(60);
  });

  it('[79] shows pictures upright for every EXIF orientation', async () => {
    const { browser } = await register(app);
    const upload = await uploadAvatar(browser, await sideways());
    const { data, info } = await sharp(await bytesAt(upload.variants[1]?.url))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const brightness = (x: number, y: number) => data[(y * info.width + x) * info.channels] ?? -1;
    expect(brightness(info.width / 4, 10)).toBeLessThan(40);
    expect(brightness((info.width * 3) / 4, 10)).toBeLessThan(40);
    expect(brightness(info.width / 4, info.height - 10)).toBeGreaterThan(215);
  });

  it('takes the first frame of an animation', async () => {
    const { browser } = await register(app);
    const upload = await uploadAvatar(browser, await animatedGif(5));
    expect((await sharp(await bytesAt(upload.variants[1]?.url)).metadata()).pages ?? 1).toBe(1);
  });

  it('[78, 79] keeps only the pixels of the file', async () => {
    const canaries = ['CANARY-exif', 'CANARY-comment', 'CANARY-trailer', 'CANARY-xmp', 'alert(1)', 'PK\x03\x04'];
    const jpeg = await photo()
      .withExif({
        IFD0: { Copyright: 'CANARY-exif' },
        IFD3: { GPSLatitude: '51/1 30/1 3230/100', GPSLatitudeRef: 'N' },
      })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">CANARY-xmp</x:xmpmeta>')
      .withIccProfile('p3')
      .jpeg()
      .toBuffer();
    const trailer = Buffer.from('CANARY-trailer<script>alert(1)</script>PK\x03\x04zip', 'latin1');
    const file = Buffer.concat([withJpegComment(jpeg, 'CANARY-comment<script>alert(1)</script>'), trailer]);
    for (const canary of canaries) expect(file.includes(canary, 0, 'latin1'), canary).toBe(true);

    const { browser } = await register(app);
    const upload = await uploadAvatar(browser, file);
    for (const { url } of upload.variants) {
      const body = await bytesAt(url);
      for (const canary of canaries) expect(body.includes(canary, 0, 'latin1'), canary).toBe(false);
      const { exif, xmp, icc, iptc, comments } = await sharp(body).metadata();
      expect({ exif, xmp, icc, iptc, comments }).toEqual({});
      for (const chunk of ['EXIF', 'XMP ', 'ICCP']) expect(body.includes(chunk, 0, 'latin1'), chunk).toBe(false);
    }
  });

  it.each([
    ['../../../etc/passwd.png'],
    ['%2e%2e%2f%2e%2e%2fx.png'],
    ['nul\0byte.png'],
    ['x'.repeat(5000)],
    ['a.png\r\nX-Injected: yes'],
    ['\u202Egnp.exe'],
    ['face.svg'],
  ])('[83] ignores the file name %#', async (name) => {
    const { browser } = await register(app);
    const response = await postAvatar(browser, await photo().png().toBuffer(), { name, type: 'text/html' });
    expect(response.headers.get('x-injected')).toBeNull();
    expect(response.status).toBe(201);
    for (const key of await storedKeys(app)) expect(key).toMatch(/^public\/[0-9a-f]{64}\/(64|256|512)\.webp$/);
  });
});

describe('replacing and removing an avatar', () => {
  it('removes the picture that was replaced, row and objects', async () => {
    const { browser, user } = await register(app);
    const first = await uploadAvatar(browser, await photo(undefined, '#aa0000').jpeg().toBuffer());
    const second = await uploadAvatar(browser, await photo(undefined, '#00aa00').jpeg().toBuffer());
    expect(second.variants[1]?.url).not.toBe(first.variants[1]?.url);
    for (const { url } of first.variants) expect((await fetch(new URL(url ?? '', app.baseUrl))).status).toBe(404);
    for (const { url } of second.variants) await bytesAt(url);
    const rows = await app.prisma.upload.findMany({ where: { userId: user.id, deletedAt: {} } });
    expect(rows.map(({ id }) => id)).toEqual([second.id]);
  });

  it('keeps the objects when the same picture is uploaded again', async () => {
    const { browser } = await register(app);
    const image = await photo(undefined, '#0000aa').jpeg().toBuffer();
    const first = await uploadAvatar(browser, image);
    const second = await uploadAvatar(browser, image);
    expect(second.id).not.toBe(first.id);
    expect(second.variants[1]?.url).toBe(first.variants[1]?.url);
    await bytesAt((await browser.call(authEndpoints.me)).avatarUrl);
  });

  it('keeps the objects while another person has the same picture', async () => {
    const [one, other] = [await register(app), await register(app)];
    const image = await photo(undefined, '#00aaaa').jpeg().toBuffer();
    const shared = await uploadAvatar(one.browser, image);
    await uploadAvatar(other.browser, image);
    await uploadAvatar(one.browser, await photo(undefined, '#aaaa00').jpeg().toBuffer());
    await bytesAt(shared.variants[1]?.url);
    expect((await other.browser.call(authEndpoints.me)).avatarUrl).toBe(shared.variants[1]?.url);
    await other.browser.call(userEndpoints.removeAvatar);
    expect((await fetch(new URL(shared.variants[1]?.url ?? '', app.baseUrl))).status).toBe(404);
  });

  it('removes the avatar on request; a repeated request succeeds', async () => {
    const { browser } = await register(app);
    const upload = await uploadAvatar(browser, await photo(undefined, '#112233').jpeg().toBuffer());
    expect((await browser.call(userEndpoints.removeAvatar)).avatarUrl).toBeNull();
    expect((await browser.call(authEndpoints.me)).avatarUrl).toBeNull();
    for (const { url } of upload.variants) expect((await fetch(new URL(url ?? '', app.baseUrl))).status).toBe(404);
    expect((await browser.call(userEndpoints.removeAvatar)).avatarUrl).toBeNull();
  });

  it('[86] keeps one of many simultaneous avatars, and leaves nothing of the others', async () => {
    const { browser, user } = await register(app);
    const before = new Set(await storedKeys(app));
    const images = await Promise.all(
      ['#100', '#200', '#300', '#400', '#100', '#200'].map((color) =>
        photo({ width: 200, height: 200 }, color).jpeg().toBuffer(),
      ),
    );
    const responses = await Promise.all(images.map((image) => postAvatar(browser, image)));
    expect(responses.map(({ status }) => status)).toEqual(Array<number>(6).fill(201));
    const { avatarUrl } = await browser.call(authEndpoints.me);
    await bytesAt(avatarUrl);
    const rows = await app.prisma.upload.findMany({ where: { userId: user.id, deletedAt: {} } });
    expect(rows).toHaveLength(1);
    expect(avatarUrl).toContain(rows[0]?.contentHash);
    const left = (await storedKeys(app)).filter((key) => !before.has(key));
    expect(left).toHaveLength(3);
    for (const key of left) expect(key).toContain(rows[0]?.contentHash);
  });

  it('stays consistent when many users set and remove the same picture at once', async () => {
    const image = await photo({ width: 120, height: 120 }, '#abcdef').jpeg().toBuffer();
    const users = await Promise.all(Array.from({ length: 6 }, () => register(app)));
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(
        users.map(async ({ browser }, index) => {
          await uploadAvatar(browser, image);
          if (index % 2 === round % 2) await browser.call(userEndpoints.removeAvatar);
        }),
      );
      for (const { browser } of users) {
        const { avatarUrl } = await browser.call(authEndpoints.me);
        if (avatarUrl !== null) await bytesAt(avatarUrl);
      }
    }
  });

  it('requires a session', async () => {
    const image = await photo().jpeg().toBuffer();
    expect(await errorOf(await postAvatar(app.browser(), image))).toMatchObject({
      status: 401,
      code: 'UNAUTHENTICATED',
    });
    await expect(app.browser().call(userEndpoints.removeAvatar)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

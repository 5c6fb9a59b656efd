import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { useApp } from '../../support/use-app.ts';
import { useFruitlessBrowser } from './nothing-stored.ts';
import {
  animatedGif,
  cut,
  flatIdat,
  flatWebp,
  gifOfFrames,
  handmadePng,
  photo,
  plain,
  pngChunk,
} from '../../support/uploads/images.ts';
import { avatarPath, errorOf, postAvatar } from '../../support/uploads/uploading.ts';

const maxBytes = 1_000_000;
const app = useApp({ UPLOAD_MAX_BYTES: String(maxBytes) });
const client = useFruitlessBrowser(app);

describe('a file that is not an accepted picture', () => {
  it.each([
    ['a text file', 'hello, I am a picture'],
    ['HTML', '<!doctype html><script>alert(1)</script>'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['a PDF', '%PDF-1.7\n1 0 obj'],
    ['a program', 'MZ\x90\0\x03'],
    ['a ZIP', 'PK\x03\x04'],
    ['a TIFF', 'II*\0\x08\0\0\0'],
    ['a BMP', 'BM\x46\0\0\0'],
    ['an AVIF', '\0\0\0\x20ftypavif\0\0\0\0avifmif1'],
    ['a RIFF file of sound', 'RIFF\x24\0\0\0WAVEfmt '],
  ])('[76] %s named .png is refused as the wrong type', async (_name, content) => {
    const response = await postAvatar(client.browser, Buffer.from(content, 'latin1'));
    expect(await errorOf(response)).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
  });

  it('an empty file is refused', async () => {
    expect(await errorOf(await postAvatar(client.browser, Buffer.alloc(0)))).toMatchObject({
      status: 422,
      code: 'INVALID_IMAGE',
    });
  });
});

describe('a damaged picture', () => {
  const size = { width: 300, height: 200 };
  const flip = (bytes: Buffer, at: number): Buffer => {
    const copy = Buffer.from(bytes);
    copy[at] = (copy[at] ?? 0) ^ 0x01;
    return copy;
  };
  const idatOf = (png: Buffer) => png.indexOf('IDAT', 0, 'latin1');
  const cases: [name: string, make: () => Promise<Buffer> | Buffer][] = [
    [
      'a PNG header with a script behind it, 41 bytes',
      async () => Buffer.concat([(await photo(size).png().toBuffer()).subarray(0, 33), Buffer.from('<script>')]),
    ],
    ['half a JPEG', async () => cut(await photo(size).jpeg().toBuffer(), 0.5)],
    [
      'a tall JPEG cut where the avatar would be cropped off',
      async () => cut(await photo({ width: 100, height: 3000 }).jpeg().toBuffer(), 0.88),
    ],
    [
      'a progressive JPEG of its first scans alone',
      async () => cut(await photo(size).jpeg({ progressive: true }).toBuffer(), 0.1),
    ],
    ['half a PNG', async () => cut(await photo(size).png().toBuffer(), 0.5)],
    ['a PNG without its end', async () => (await photo(size).png().toBuffer()).subarray(0, -12)],
    [
      'a PNG with a wrong checksum',
      async () => {
        const png = await photo(size).png().toBuffer();
        return flip(png, idatOf(png) + 4 + png.readUInt32BE(idatOf(png) - 4));
      },
    ],
    [
      'a PNG with one wrong bit in its pixels',
      async () => {
        const png = await photo(size).png().toBuffer();
        return flip(png, idatOf(png) + 100);
      },
    ],
    [
      'a PNG with too few pixels, checksums right',
      () => handmadePng(size, deflateSync(Buffer.alloc(size.width * 3 * 50))),
    ],
    ['a PNG with its pixels cut, checksums right', () => handmadePng(size, flatIdat(size).subarray(0, -8))],
    ['half an interlaced PNG', async () => cut(await photo(size).png({ progressive: true }).toBuffer(), 0.6)],
    ['half a WebP', async () => cut(await photo(size).webp().toBuffer(), 0.5)],
    ['half a GIF', async () => cut(await photo({ width: 60, height: 60 }).gif().toBuffer(), 0.5)],
    ['an animated GIF whose later frames are missing', async () => cut(await animatedGif(6), 0.6)],
    ['a GIF without its end', async () => (await animatedGif(2)).subarray(0, -1)],
    ['a GIF without frames', () => gifOfFrames(0)],
    ['three bytes of a JPEG', () => Buffer.from([0xff, 0xd8, 0xff])],
    ['a PNG signature', () => Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
    ['a WebP signature', () => Buffer.from('RIFF\x04\0\0\0WEBP', 'latin1')],
  ];
  it.each(cases)('[77] %s is refused', async (_name, make) => {
    expect(await errorOf(await postAvatar(client.browser, await make()))).toMatchObject({
      status: 422,
      code: 'INVALID_IMAGE',
    });
  });
});

describe('a picture too large to decode', () => {
  const huge = { width: 12_000, height: 12_000 };
  const cases: [name: string, make: () => Promise<Buffer> | Buffer][] = [
    ['a 12,000² PNG', () => handmadePng(huge, flatIdat({ width: 12_000, height: 400 }))],
    ['an interlaced 12,000² PNG', () => handmadePng(huge, flatIdat({ width: 12_000, height: 400 }), [], true)],
    ['a 12,000² WebP', () => flatWebp(huge)],
    ['a 5,000-frame GIF', () => gifOfFrames(5_000)],
    ['a GIF of few frames but many pixels', () => animatedGif(3, { width: 4_000, height: 3_600 })],
  ];
  it.each(cases)('[80] %s is refused by its header, without using time or memory', async (_name, make) => {
    const file = await make();
    expect(file.length).toBeLessThan(maxBytes);
    const memory = process.memoryUsage().rss;
    const before = process.cpuUsage();
    expect(await errorOf(await postAvatar(client.browser, file))).toMatchObject({
      status: 422,
      code: 'IMAGE_TOO_LARGE',
    });
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(1_000);
    expect(process.memoryUsage().rss - memory).toBeLessThan(50 * 1024 * 1024);
  });

  it('[80] a size beyond the limits of PNG is refused, too', async () => {
    const response = await postAvatar(
      client.browser,
      handmadePng({ width: 2_000_000_000, height: 2 }, flatIdat({ width: 10, height: 10 })),
    );
    expect(response.status).toBe(422);
  });

  it('[80] compressed text in a PNG is not decompressed', async () => {
    const bomb = pngChunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0'), deflateSync(Buffer.alloc(90_000_000))]));
    const memory = process.memoryUsage().rss;
    const response = await postAvatar(
      client.browser,
      handmadePng({ width: 12_000, height: 12_000 }, flatIdat({ width: 9, height: 9 }), [bomb]),
    );
    expect(response.status).toBe(422);
    expect(process.memoryUsage().rss - memory).toBeLessThan(60 * 1024 * 1024);
  });
});

describe('a form that does not contain exactly one file', () => {
  const png = () => plain({ width: 80, height: 80 }, '#777').png().toBuffer();
  async function postForm(
    fill: (form: FormData, file: Blob) => void,
  ): Promise<{ status: number; code: string; fields: unknown }> {
    const form = new FormData();
    fill(form, new Blob([Uint8Array.from(await png())]));
    return errorOf(await client.browser.fetch(avatarPath, { method: 'POST', body: form }));
  }
  const refusedAt = (field: string) => ({
    status: 400,
    code: 'VALIDATION_ERROR',
    fields: { [field]: [expect.any(String)] },
  });

  it('no field at all', async () => {
    expect(await postForm(() => undefined)).toMatchObject(refusedAt('file'));
  });

  it('no file chosen', async () => {
    expect(await postForm((form) => form.set('file', new Blob([]), ''))).toMatchObject(refusedAt('file'));
  });

  it('text instead of a file', async () => {
    expect(await postForm((form) => form.set('file', 'picture'))).toMatchObject(refusedAt('file'));
  });

  it('the file in another field', async () => {
    expect(await postForm((form, file) => form.set('avatar', file))).toMatchObject(refusedAt('file'));
  });

  it('two files', async () => {
    const two = await postForm((form, file) => {
      form.append('file', file);
      form.append('file', file);
    });
    expect(two).toMatchObject(refusedAt('file'));
  });

  it.each(['role', '__proto__', 'file[x][y]', 'constructor'])(
    '[81] a further field %s before the file',
    async (name) => {
      const refused = await postForm((form, file) => {
        form.append(name, 'ADMIN');
        form.append('file', file);
      });
      expect(refused).toMatchObject({ status: 400, code: 'VALIDATION_ERROR' });
      expect(Object.keys(refused.fields as object)).toEqual([name]);
    },
  );

  it('a further field after the file', async () => {
    const refused = await postForm((form, file) => {
      form.append('file', file);
      form.append('extra', 'x');
    });
    expect(refused).toMatchObject({ status: 400, code: 'VALIDATION_ERROR' });
  });

  it('[81] a thousand fields, or one with a name of a megabyte', async () => {
    const many = await postForm((form, file) => {
      for (let i = 0; i < 1000; i += 1) form.append(`field${i}`, 'x');
      form.append('file', file);
    });
    expect(many).toMatchObject({ status: 400, code: 'VALIDATION_ERROR' });
    const long = await postForm((form, file) => form.append('x'.repeat(900_000), file));
    expect([400, 413]).toContain(long.status);
  });

  it.each([
    ['application/json', '{"file":"x"}', 415],
    ['application/octet-stream', 'x', 415],
    ['application/x-www-form-urlencoded', 'file=x', 415],
    ['multipart/form-data', 'x', 415],
    ['multipart/form-data; boundary=', 'x', 400],
    ['multipart/form-data; boundary=b', 'no boundary here', 400],
    [
      'multipart/form-data; boundary=b',
      '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\ncut off',
      400,
    ],
    ['multipart/form-data; boundary=b', '', 400],
  ])('%s with %j', async (contentType, body, status) => {
    const response = await client.browser.fetch(avatarPath, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
    });
    expect((await errorOf(response)).status).toBe(status);
  });

  it('a form sent to an endpoint that takes JSON', async () => {
    const form = new FormData();
    form.set('identifier', 'someone');
    const response = await client.browser.fetch('/v1/auth/login', { method: 'POST', body: form });
    expect(await errorOf(response)).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
  });
});

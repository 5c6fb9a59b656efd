import { gzipSync } from 'node:zlib';
import { makeForeign, makeImage } from './bases.ts';
import { canary, type CorpusFile, payloads, zipOf } from './corpus-file.ts';
import { integerBelow, type Random, randomBytes } from './random.ts';

/** What is no JPEG, PNG, WebP or GIF, whatever its name says, and what is nothing at all. */
export async function makeWrongTypes(random: Random): Promise<CorpusFile[]> {
  const png = await makeImage(random, 'png');
  const box = (brand: string) =>
    Buffer.concat([Buffer.from(`\0\0\0\x18ftyp${brand}\0\0\0\0mif1${brand}`, 'latin1'), randomBytes(random, 300)]);
  const files: [string, Buffer | string][] = [
    ...(await makeForeign(random)),
    ...['avif', 'heic', 'heix', 'mif1', 'hevc', 'mp42', 'qt  ', 'jxl '].map((brand): [string, Buffer] => [
      `ftyp-${brand.trim()}`,
      box(brand),
    ]),
    ['svg', `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert('${canary}')</script></svg>`],
    [
      'svg-with-prolog',
      `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>`,
    ],
    [
      'svg-that-includes',
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>',
    ],
    ['svgz', gzipSync('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['html', payloads.script],
    ['php', payloads.php],
    ['pdf', payloads.pdf],
    ['postscript', `%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(${canary}) show`],
    [
      'imagemagick-mvg',
      "push graphic-context\nfill 'url(https://127.0.0.1/x.png\"|touch /tmp/pbx)'\npop graphic-context",
    ],
    ['imagemagick-msl', '<image><read filename="/etc/passwd"/><write filename="/tmp/pbx.png"/></image>'],
    [
      'bmp',
      Buffer.concat([
        Buffer.from('BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x02\0\0\0\x02\0\0\0\x01\0\x18\0', 'latin1'),
        Buffer.alloc(40),
      ]),
    ],
    [
      'ico',
      Buffer.concat([Buffer.from([0, 0, 1, 0, 1, 0, 16, 16, 0, 0, 1, 0, 32, 0]), long(png.length), long(22), png]),
    ],
    [
      'psd',
      Buffer.concat([
        Buffer.from('8BPS\0\x01\0\0\0\0\0\0\0\x03\0\0\0\x01\0\0\0\x01\0\x08\0\x03', 'latin1'),
        Buffer.alloc(64),
      ]),
    ],
    ['jpeg-2000', Buffer.concat([Buffer.from('\0\0\0\x0cjP  \r\n\x87\n', 'latin1'), randomBytes(random, 200)])],
    ['jpeg-xl', Buffer.concat([Buffer.from([0xff, 0x0a]), randomBytes(random, 200)])],
    ['radiance', '#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 1\nabcd'],
    ['ppm', 'P6\n2 2\n255\n123456789012'],
    ['qoi', Buffer.concat([Buffer.from('qoif\0\0\0\x01\0\0\0\x01\x03\0', 'latin1'), Buffer.alloc(16)])],
    ['exr', Buffer.concat([Buffer.from([0x76, 0x2f, 0x31, 0x01, 2, 0, 0, 0]), randomBytes(random, 100)])],
    ['fits', 'SIMPLE  =                    T'.padEnd(2880)],
    ['vips', Buffer.concat([Buffer.from([0xb6, 0xa6, 0xf2, 0x08]), Buffer.alloc(64)])],
    ['mng', Buffer.concat([Buffer.from([0x8a, 0x4d, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(64)])],
    ['avi', Buffer.concat([Buffer.from('RIFF\x40\0\0\0AVI LIST', 'latin1'), Buffer.alloc(64)])],
    ['wav', Buffer.concat([Buffer.from('RIFF\x40\0\0\0WAVEfmt ', 'latin1'), Buffer.alloc(64)])],
    ['zip', zipOf('a.txt')],
    ['gzip', gzipSync(png)],
    ['elf', Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), Buffer.alloc(64)])],
    ['exe', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(64)])],
    ['shell', `#!/bin/sh\necho ${canary}\n`],
    ['json', `{"canary":"${canary}"}`],
    ['base64-of-a-png', png.toString('base64')],
    ['data-url', `data:image/png;base64,${png.toString('base64')}`],
    ['png-in-utf-8', png.toString('latin1')],
    ['png-after-a-byte-order-mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), png])],
    ['png-in-reverse', Buffer.from(png).reverse()],
    ['empty', ''],
    ['one-byte', 'x'],
    ['zeros', Buffer.alloc(4096)],
    ['spaces', ' '.repeat(4096)],
    ...Array.from({ length: 12 }, (_, index): [string, Buffer] => [
      `noise-${index}`,
      randomBytes(random, 1 + integerBelow(random, 2000)),
    ]),
  ];
  return files.map(([name, content]) => ({
    name: `wrong-type/${name}`,
    bytes: Buffer.from(content),
    expected: 'refuse',
  }));
}

function long(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

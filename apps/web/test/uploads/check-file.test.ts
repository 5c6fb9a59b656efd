import { describe, expect, it } from 'vitest';
import { checkFile } from '@/lib/images/check-file.ts';

const bytes = (head: string, length = 64) => Uint8Array.from({ length }, (_, index) => head.charCodeAt(index) || 0);
const check = (head: string, name = 'photo.jpg', length = 64) =>
  checkFile(new File([bytes(head, length)], name, { type: 'image/jpeg' }), 1_000);

describe('a file that is to be uploaded', () => {
  it.each([
    ['JPEG', '\xff\xd8\xff\xe0'],
    ['PNG', '\x89PNG\r\n\x1a\n'],
    ['WebP', 'RIFF\x10\x00\x00\x00WEBPVP8 '],
    ['GIF', 'GIF89a'],
    ['HEIC', '\x00\x00\x00\x18ftypheic'],
    ['HEIF', '\x00\x00\x00\x18ftypmif1'],
  ])('[D3] is recognized as %s by its bytes, whatever its name', async (_, head) => {
    expect(await check(head, 'notes.txt')).toBeNull();
  });

  it.each([
    ['hello, I am text', /not a JPEG/],
    ['\x00\x00\x00\x18ftypavif', /AVIF/],
    ['\x00\x00\x00\x18ftypisom', /not a JPEG/],
    ['RIFF\x10\x00\x00\x00WAVEfmt ', /not a JPEG/],
    ['<svg xmlns="http', /not a JPEG/],
  ])('is refused for beginning with %j, even if named like a photo', async (head, message) => {
    expect(await check(head)).toMatch(message);
  });

  it('is refused when it is empty or too large', async () => {
    expect(await check('', 'a.jpg', 0)).toBe('This file is empty.');
    expect(await check('GIF89a', 'a.gif', 1_001)).toBe(
      'This file is too large. A picture may have at most 1.0\u00a0kB.',
    );
    expect(await check('GIF89a', 'a.gif', 1_000)).toBeNull();
  });

  it('is refused if it cannot be read, such as a folder', async () => {
    const folder = new File(['x'], 'folder');
    folder.slice = () => {
      throw new DOMException('It is a folder.', 'NotReadableError');
    };
    expect(await checkFile(folder, 1_000)).toBe('This file cannot be read.');
  });
});

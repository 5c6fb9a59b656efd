import { describeBytes } from '@/data-export/describe-bytes.ts';

const headBytes = 16;

/** What is wrong with a file, before it is sent for nothing; null when nothing is seen. The API looks closer. */
export async function checkFile(file: File, maxBytes: number): Promise<string | null> {
  if (file.size === 0) return 'This file is empty.';
  if (file.size > maxBytes) return `This file is too large. A picture may have at most ${describeBytes(maxBytes)}.`;
  const head = await readHead(file);
  if (!head) return 'This file cannot be read.';
  if (isPicture(head)) return null;
  return isHeic(head)
    ? 'This is a HEIC photo. Save it as JPEG, then add it.'
    : 'This is not a JPEG, PNG, WebP or GIF picture.';
}

/** The first bytes as Latin-1; null for folders and files that are gone. */
async function readHead(file: File): Promise<string | null> {
  try {
    const bytes = new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
    return String.fromCharCode(...bytes);
  } catch {
    return null;
  }
}

/** By the bytes that begin JPEG, PNG, GIF and WebP files: names and declared types say anything. */
function isPicture(head: string): boolean {
  const isWebp = head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP';
  return isWebp || ['\xff\xd8\xff', '\x89PNG\r\n\x1a\n', 'GIF87a', 'GIF89a'].some((magic) => head.startsWith(magic));
}

/** ISO base media files of the HEIF family, as phones write them. */
function isHeic(head: string): boolean {
  return head.slice(4, 8) === 'ftyp' && /^(?:hei|hev|mif|msf)/.test(head.slice(8, 12));
}

import { spokenTexts } from '@/lib/texts/browser-wording.ts';
import { formatBytes } from '@/lib/format/format-bytes.ts';

const headBytes = 16;

/** A file's kind by its first bytes; names and declared types are unreliable. */
export type FileKind = 'picture' | 'heic' | 'avif' | 'other' | 'unreadable';

/** What is wrong with a file, before it is uploaded in vain; null if nothing is found. The API checks more closely. */
export async function checkFile(file: File, maxBytes: number): Promise<string | null> {
  const t = spokenTexts('common');
  if (file.size === 0) return t('fileEmpty');
  if (file.size > maxBytes) return t('fileTooLarge', { size: formatBytes(maxBytes) });
  return faultOfKind(await kindOf(file));
}

/** Why a file of this kind cannot be uploaded; null if it can. */
export function faultOfKind(kind: FileKind): string | null {
  const t = spokenTexts('common');
  if (kind === 'unreadable') return t('fileUnreadable');
  if (kind === 'avif') return t('fileAvif');
  return kind === 'other' ? t('fileNoPicture') : null;
}

/** Folders and files that no longer exist are unreadable. */
export async function kindOf(file: File): Promise<FileKind> {
  try {
    const bytes = new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
    const head = String.fromCharCode(...bytes);
    if (isImage(head)) return 'picture';
    return head.slice(4, 8) === 'ftyp' ? kindOfBrand(head.slice(8, 12)) : 'other';
  } catch {
    return 'unreadable';
  }
}

/** Checks for the first bytes of JPEG, PNG, GIF and WebP files. */
function isImage(head: string): boolean {
  const isWebp = head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP';
  return isWebp || ['\xff\xd8\xff', '\x89PNG\r\n\x1a\n', 'GIF87a', 'GIF89a'].some((magic) => head.startsWith(magic));
}

/** For ISO base media files: the HEIF family, as phones write it, and videos. */
function kindOfBrand(brand: string): FileKind {
  if (/^avi[fs]$/.test(brand)) return 'avif';
  return /^(?:hei[cxms]|hev[cx]|mif[12]|msf1)$/.test(brand) ? 'heic' : 'other';
}

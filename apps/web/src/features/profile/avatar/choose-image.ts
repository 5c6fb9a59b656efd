import { spokenTexts } from '@/lib/texts/browser-wording.ts';
import { defaultUploadMaxBytes } from '@pixelboxx/shared';
import { checkFile, faultOfKind, kindOf } from '@/lib/images/check-file.ts';

/** Decoding more than this would freeze or crash a phone's browser; the image is cropped here before it is sent. */
const maxBytes = 50_000_000;

/**
 * `address` of an image to crop; or `whole`, a file that this browser cannot show, as most cannot show HEIC: it is sent as
 * it is, and the server takes its center.
 */
export type ChosenImage =
  | { url: string; whole?: never; problem?: never }
  | { whole: File; url?: never; problem?: never }
  | { problem: string; url?: never; whole?: never };

/** Opens a file as an image, or says why that is impossible. The address must be revoked after use. */
export async function chooseImage(file: File): Promise<ChosenImage> {
  const t = spokenTexts('profile');
  if (file.size === 0) return { problem: t('empty') };
  if (file.size > maxBytes) return { problem: t('tooLarge') };
  const kind = await kindOf(file);
  const fault = faultOfKind(kind);
  if (fault !== null) return { problem: fault };
  const url = URL.createObjectURL(file);
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
    return { url };
  } catch {
    URL.revokeObjectURL(url);
    if (kind !== 'heic') return { problem: t('unreadable') };
    const tooLarge = await checkFile(file, defaultUploadMaxBytes);
    return tooLarge === null ? { whole: file } : { problem: tooLarge };
  }
}

import type { Upload } from '@pixelboxx/shared';

/** What showing an image takes: an upload of one's own has it, and so has what somebody shows to all. */
export type ShownImage = Pick<
  Upload,
  'id' | 'width' | 'height' | 'thumbhash' | 'dominantColor' | 'variants' | 'caption' | 'altText' | 'createdAt'
>;

/** What its owner says is to be seen, to stand in for the image; null when they say nothing. */
export function wordsFor({ altText, caption }: Pick<ShownImage, 'altText' | 'caption'>): string | null {
  return altText ?? caption;
}

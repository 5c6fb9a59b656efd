import type { Upload } from '@pixelboxx/shared';

/** The data needed to show an image: the user's own uploads have it, and so do public images. */
export type ShownImage = Pick<
  Upload,
  'id' | 'width' | 'height' | 'thumbhash' | 'dominantColor' | 'variants' | 'caption' | 'altText' | 'createdAt'
>;

/** The owner's text that stands in for the image; null if there is none. */
export function wordsFor({ altText, caption }: Pick<ShownImage, 'altText' | 'caption'>): string | null {
  return altText ?? caption;
}

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

/** Whether everybody can see an image of the user: it is public, and the screening has not kept it back. */
export function isShownToAll({ visibility, screening }: Pick<Upload, 'visibility' | 'screening'>): boolean {
  return visibility === 'PUBLIC' && (screening === 'APPROVED' || screening === 'SKIPPED');
}

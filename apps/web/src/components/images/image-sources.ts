import type { ShownImage } from './shown-image.ts';

/** URLs of one image in all its sizes. */
export interface ImageSources {
  src: string;
  srcSet: string;
}

/** Null while the image has no URL, as for images that are held back. */
export function sourcesOf({ variants }: Pick<ShownImage, 'variants'>): ImageSources | null {
  const shown = variants.flatMap(({ url, width }) => (url ? [{ url, width }] : []));
  const smallest = shown[0];
  if (!smallest) return null;
  return { src: smallest.url, srcSet: shown.map(({ url, width }) => `${url} ${width}w`).join(', ') };
}

/** The largest variant. */
export function largestOf({ variants }: Pick<ShownImage, 'variants'>): ShownImage['variants'][number] | undefined {
  return variants.at(-1);
}

/** Width by height, limited to what a row of the grid can show. */
export function gridRatio({ width, height }: Pick<ShownImage, 'width' | 'height'>): number {
  return Math.min(2.4, Math.max(0.56, width / height));
}

/** Which image to show when one is gone: the next, else the previous. */
export function neighbourOf(items: readonly ShownImage[], id: string): string | null {
  const index = items.findIndex((item) => item.id === id);
  return (items[index + 1] ?? items[index - 1])?.id ?? null;
}

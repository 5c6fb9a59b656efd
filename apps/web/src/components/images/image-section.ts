import type { Upload } from '@pixelboxx/shared';
import type { ComponentType } from 'react';
import type { ShownImage } from './shown-image.ts';

export interface ImageSectionProps {
  image: ShownImage;
  /** Whether everybody can see the image: otherwise its owner is looking at it, and nobody else can. */
  isPublic: boolean;
}

/**
 * A section below every image in a viewer: of the owner's gallery and albums, and of public pages, which visitors without an
 * account see too. A feature exports one as `imageSection` from its `image-section.ts`. A component made by
 * `laterInBrowser`, so that it is loaded with the first image that is opened, and not with the page.
 */
export type ImageSection = ComponentType<ImageSectionProps>;

/** Whether everybody can see an image of the user: it is public, and the screening has not kept it back. */
export function isShownToAll({ visibility, screening }: Pick<Upload, 'visibility' | 'screening'>): boolean {
  return visibility === 'PUBLIC' && (screening === 'APPROVED' || screening === 'SKIPPED');
}

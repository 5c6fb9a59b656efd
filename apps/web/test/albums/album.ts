import type { Album } from '@pixelboxx/shared/features/albums';
import { imageOf } from '../gallery/images.ts';

/** An album as the API tells of it. */
export function albumOf(number: number, about: Partial<Album> = {}): Album {
  return {
    id: `0197a2d0-0000-7000-9000-${String(number).padStart(12, '0')}`,
    title: 'By the sea',
    description: null,
    visibility: 'PRIVATE',
    cover: imageOf(number),
    imageCount: 2,
    version: 1,
    createdAt: '2026-11-01T00:00:00.000Z',
    updatedAt: '2026-11-01T00:00:00.000Z',
    ...about,
  };
}

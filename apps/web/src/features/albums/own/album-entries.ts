import { AlbumVisibility, CreateAlbumRequest, UpdateAlbumRequest } from '@pixelboxx/shared/features/albums';
import { z } from 'zod';
import { withImages } from './with-images.ts';

/** An empty entry becomes null. */
const nothing = z.literal('').transform(() => null);

/** The values of the album form. */
export const AlbumEntries = z.object({
  title: CreateAlbumRequest.shape.title,
  description: z.union([nothing, UpdateAlbumRequest.shape.description.unwrap().unwrap()]),
  visibility: z.enum([...AlbumVisibility.options, withImages]),
});

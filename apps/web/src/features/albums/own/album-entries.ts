import { AlbumVisibility, CreateAlbumRequest, UpdateAlbumRequest } from '@pixelboxx/shared/features/albums';
import { z } from 'zod';
import { withImages } from './with-images.ts';

/** Nothing entered means that nothing is said. */
const nothing = z.literal('').transform(() => null);

/** An album as a form has it. */
export const AlbumEntries = z.object({
  title: CreateAlbumRequest.shape.title,
  description: z.union([nothing, UpdateAlbumRequest.shape.description.unwrap().unwrap()]),
  visibility: z.enum([...AlbumVisibility.options, withImages]),
});

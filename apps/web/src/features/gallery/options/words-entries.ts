import { UpdateUploadRequest } from '@pixelboxx/shared';
import { z } from 'zod';

const { caption, altText } = UpdateUploadRequest.shape;

/** Nothing entered means that nothing is said. */
const nothing = z.literal('').transform(() => null);

export const WordsEntries = z.object({
  caption: z.union([nothing, caption.unwrap().unwrap()]),
  altText: z.union([nothing, altText.unwrap().unwrap()]),
});

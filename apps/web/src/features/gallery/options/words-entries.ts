import { UpdateUploadRequest } from '@pixelboxx/shared';
import { z } from 'zod';

const { caption, altText } = UpdateUploadRequest.shape;

/** An empty entry becomes null. */
const nothing = z.literal('').transform(() => null);

export const WordsEntries = z.object({
  caption: z.union([nothing, caption.unwrap().unwrap()]),
  altText: z.union([nothing, altText.unwrap().unwrap()]),
});

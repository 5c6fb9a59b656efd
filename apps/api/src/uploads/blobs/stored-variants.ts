import { ImageVariant } from '@pixelboxx/shared';
import { z } from 'zod';
import type { Upload as UploadRow } from '../../generated/prisma/client.ts';

const StoredVariants = z.array(ImageVariant.omit({ url: true }));
export type StoredVariant = z.infer<typeof StoredVariants>[number];

/** Smallest first. */
export function variantsOf(row: Pick<UploadRow, 'variants'>): StoredVariant[] {
  return StoredVariants.parse(row.variants);
}

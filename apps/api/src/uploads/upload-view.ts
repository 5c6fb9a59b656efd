import { ImageVariant, type Upload } from '@pixelboxx/shared';
import { z } from 'zod';
import type { Upload as UploadRow } from '../generated/prisma/client.ts';

const StoredVariants = z.array(ImageVariant.omit({ url: true }));

/** A row as its owner sees it. Private variants have no lasting address. */
export function uploadOf(row: UploadRow, urlOf: (variant: string) => string): Upload {
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    visibility: row.visibility,
    width: row.width,
    height: row.height,
    bytes: row.bytes,
    thumbhash: row.thumbhash,
    dominantColor: row.dominantColor,
    screening: row.screening,
    variants: StoredVariants.parse(row.variants).map((variant) => ({
      ...variant,
      url: row.servedAs === 'PUBLIC' ? urlOf(variant.name) : null,
    })),
    urlsExpireAt: null,
    createdAt: row.createdAt.toISOString(),
  };
}

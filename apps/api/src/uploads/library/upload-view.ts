import type { Upload } from '@pixelboxx/shared';
import type { Upload as UploadRow } from '../../generated/prisma/client.ts';
import type { StoredVariant } from '../blobs/index.ts';

export interface VariantUrls {
  /** By the variant's name; a variant that is missing here has no URL. */
  readonly urls: ReadonlyMap<string, string>;
  /** When they expire; null for permanent ones. */
  readonly expireAt: Date | null;
}

/** A row as its owner sees it. `variants` are the row's. */
export function uploadOf(row: UploadRow, variants: readonly StoredVariant[], { urls, expireAt }: VariantUrls): Upload {
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
    variants: variants.map((variant) => ({ ...variant, url: urls.get(variant.name) ?? null })),
    urlsExpireAt: expireAt?.toISOString() ?? null,
    caption: row.caption,
    altText: row.altText,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
  };
}

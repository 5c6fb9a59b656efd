import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { Id, Timestamp } from '../fields/fields.ts';
import { Page, pageFields } from '../http/page.ts';
import { UsernameParams } from '../users.ts';
import { ImageVariant } from './uploads.ts';

/** One size of a public image, at its permanent URL. */
export const PublicImageVariant = ImageVariant.extend({ url: z.string() }).meta({ id: 'PublicImageVariant' });

/** An image that its owner made public, as anyone sees it. */
export const PublicImage = z
  .object({
    id: Id,
    width: z.int().positive(),
    height: z.int().positive(),
    /** ThumbHash (base64) for an instant blurred placeholder. */
    thumbhash: z.string(),
    /** `#rrggbb`. */
    dominantColor: z.string(),
    /** Smallest first. */
    variants: z.array(PublicImageVariant),
    caption: z.string().nullable(),
    altText: z.string().nullable(),
    createdAt: Timestamp,
  })
  .meta({ id: 'PublicImage' });
export type PublicImage = z.infer<typeof PublicImage>;

export const PublicImagePage = Page(PublicImage, 'PublicImagePage');
export type PublicImagePage = z.infer<typeof PublicImagePage>;

/** Newest first. */
export const PublicImagesQuery = z.strictObject(pageFields(30));
export type PublicImagesQuery = z.infer<typeof PublicImagesQuery>;

export const publicImageEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/v1/users/:username/images',
    access: 'public',
    status: 200,
    summary: 'The pictures that somebody shows to all, newest first',
    params: UsernameParams,
    query: PublicImagesQuery,
    data: PublicImagePage,
    rateLimit: { name: 'public-images', limit: 600, windowSeconds: 60, by: 'ip' },
    errors: ['NOT_FOUND'],
  }),
} as const;

import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { Id, Timestamp } from './fields.ts';

export const UploadKind = z.enum(['AVATAR', 'IMAGE']).meta({ id: 'UploadKind' });
export type UploadKind = z.infer<typeof UploadKind>;

export const UploadVisibility = z.enum(['PUBLIC', 'PRIVATE']).meta({ id: 'UploadVisibility' });
export type UploadVisibility = z.infer<typeof UploadVisibility>;

export const UploadStatus = z.enum(['PENDING', 'READY']).meta({ id: 'UploadStatus' });
export type UploadStatus = z.infer<typeof UploadStatus>;

/** One size of an image. `url` is present where anyone may fetch it; private images are fetched by a signed address. */
export const ImageVariant = z
  .object({
    name: z.string(),
    width: z.int().positive(),
    height: z.int().positive(),
    bytes: z.int().positive(),
    url: z.string().nullable(),
  })
  .meta({ id: 'ImageVariant' });
export type ImageVariant = z.infer<typeof ImageVariant>;

export const Upload = z
  .object({
    id: Id,
    kind: UploadKind,
    status: UploadStatus,
    visibility: UploadVisibility,
    width: z.int().positive(),
    height: z.int().positive(),
    /** Of all variants together. */
    bytes: z.int().nonnegative(),
    /** ThumbHash (base64) for an instant blurred placeholder. */
    thumbhash: z.string(),
    /** `#rrggbb`. */
    dominantColor: z.string(),
    variants: z.array(ImageVariant),
    createdAt: Timestamp,
  })
  .meta({ id: 'Upload' });
export type Upload = z.infer<typeof Upload>;

export const uploadEndpoints = {
  avatar: endpoint({
    method: 'POST',
    path: '/v1/uploads/avatar',
    access: 'user',
    status: 201,
    summary: 'Upload a picture and make it your avatar',
    file: 'file',
    data: Upload,
    errors: ['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'INVALID_IMAGE', 'IMAGE_TOO_LARGE', 'OVERLOADED'],
  }),
} as const;

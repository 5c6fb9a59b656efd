import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { rateLimits } from '../rate-limits.ts';
import { Id, proseOf, Timestamp } from '../fields/fields.ts';
import { Page, pageFields } from '../http/page.ts';

export const UploadKind = z.enum(['AVATAR', 'IMAGE']).meta({ id: 'UploadKind' });
export type UploadKind = z.infer<typeof UploadKind>;

export const UploadVisibility = z.enum(['PUBLIC', 'PRIVATE']).meta({ id: 'UploadVisibility' });
export type UploadVisibility = z.infer<typeof UploadVisibility>;

export const UploadStatus = z.enum(['PENDING', 'READY']).meta({ id: 'UploadStatus' });
export type UploadStatus = z.infer<typeof UploadStatus>;

/**
 * The result of the safety screening: not screened yet, harmless, waiting for a moderator, or not screened because no
 * screening is configured.
 */
export const UploadScreening = z.enum(['PENDING', 'APPROVED', 'FLAGGED', 'SKIPPED']).meta({ id: 'UploadScreening' });
export type UploadScreening = z.infer<typeof UploadScreening>;

/** One size of an image. The URL is permanent for public images, and signed for the others. */
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
    /** All variants together. */
    bytes: z.int().nonnegative(),
    /** ThumbHash (base64) for an instant blurred placeholder. */
    thumbhash: z.string(),
    /** `#rrggbb`. */
    dominantColor: z.string(),
    screening: UploadScreening,
    /** Smallest first. */
    variants: z.array(ImageVariant),
    /** When the variants' URLs stop working; null for permanent ones. Request the upload again for new ones. */
    urlsExpireAt: Timestamp.nullable(),
    // Defaults, because a response stored for an `Idempotency-Key` may be older than these fields.
    /** The owner's text about the image, for everybody who sees it. */
    caption: z.string().nullable().default(null),
    /** A description of the image for those who cannot see it (WCAG 1.1.1). */
    altText: z.string().nullable().default(null),
    /** Raised by every change, also by the screening. For `If-Match`. */
    version: z.int().positive().default(1),
    createdAt: Timestamp,
  })
  .meta({ id: 'Upload' });
export type Upload = z.infer<typeof Upload>;

export const UploadPage = Page(Upload, 'UploadPage');
export type UploadPage = z.infer<typeof UploadPage>;

/** Newest first. */
export const UploadsQuery = z.strictObject({
  kind: UploadKind.optional(),
  ...pageFields(30),
});
export type UploadsQuery = z.infer<typeof UploadsQuery>;

/** The fields of an image upload beside the file. */
export const ImageFields = z
  .strictObject({ visibility: z.enum(['public', 'private']).default('private') })
  .meta({ id: 'ImageFields' });
export type ImageFields = z.infer<typeof ImageFields>;

export const captionMaxLength = 500;
export const altTextMaxLength = 300;

/** What the owner can change about an upload; absent fields stay as they are. */
export const UpdateUploadRequest = z
  .strictObject({
    visibility: z.enum(['public', 'private']).optional(),
    caption: proseOf({ min: 1, max: captionMaxLength, empty: 'Enter a caption.' }).nullable().optional(),
    altText: proseOf({ min: 1, max: altTextMaxLength, empty: 'Describe the picture.' }).nullable().optional(),
  })
  .meta({ id: 'UpdateUploadRequest' });
export type UpdateUploadRequest = z.infer<typeof UpdateUploadRequest>;

export const UploadParams = z.strictObject({ id: Id });
export type UploadParams = z.infer<typeof UploadParams>;

export const SignedUrlQuery = z.strictObject({
  /** Name of one of the upload's variants. */
  variant: z.string().regex(/^[a-z0-9-]{1,32}$/, { error: 'This variant is not known.' }),
});
export type SignedUrlQuery = z.infer<typeof SignedUrlQuery>;

export const SignedUrl = z.object({ url: z.string(), expiresAt: Timestamp }).meta({ id: 'SignedUrl' });
export type SignedUrl = z.infer<typeof SignedUrl>;

/** How much a user stores: all variants of their images; avatars do not count. */
export const StorageQuota = z
  .object({
    usedBytes: z.int().nonnegative(),
    maxBytes: z.int().positive(),
    usedCount: z.int().nonnegative(),
    maxCount: z.int().positive(),
  })
  .meta({ id: 'StorageQuota' });
export type StorageQuota = z.infer<typeof StorageQuota>;

/**
 * Where resumable uploads by the tus protocol 1.0 are created (POST), resumed (HEAD, PATCH) and given up (DELETE).
 * `Upload-Metadata` accepts `visibility` as `ImageFields` does; the response to the last PATCH is the envelope of an `Upload`.
 */
export const resumableUploadsPath = '/v1/resumable-uploads';

/** The former path. A path below `/v1/uploads` could be read as an upload with the id `resumable`. */
export const formerResumableUploadsPath = '/v1/uploads/resumable';

/** What can be wrong with a file uploaded as an image. */
export const imageErrors = [
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'INVALID_IMAGE',
  'IMAGE_TOO_LARGE',
  'MALWARE_DETECTED',
  'OVERLOADED',
] as const;

export const uploadEndpoints = {
  avatar: endpoint({
    method: 'POST',
    path: '/v1/uploads/avatar',
    access: 'user',
    scope: 'profile:write',
    status: 201,
    summary: 'Upload a picture and make it your avatar',
    file: 'file',
    data: Upload,
    rateLimit: rateLimits.avatar,
    errors: [...imageErrors],
  }),
  image: endpoint({
    method: 'POST',
    path: '/v1/uploads/image',
    access: 'user',
    scope: 'uploads:write',
    status: 201,
    summary: 'Upload a picture to your gallery',
    file: 'file',
    body: ImageFields,
    data: Upload,
    rateLimit: rateLimits.imageUpload,
    errors: [...imageErrors, 'QUOTA_EXCEEDED'],
  }),
  list: endpoint({
    method: 'GET',
    path: '/v1/uploads',
    access: 'user',
    scope: 'uploads:read',
    status: 200,
    summary: 'Your uploads, newest first',
    query: UploadsQuery,
    data: UploadPage,
  }),
  quota: endpoint({
    method: 'GET',
    path: '/v1/uploads/quota',
    access: 'user',
    scope: 'uploads:read',
    status: 200,
    summary: 'How much you store, and how much you may',
    data: StorageQuota,
  }),
  get: endpoint({
    method: 'GET',
    path: '/v1/uploads/:id',
    access: 'user',
    scope: 'uploads:read',
    status: 200,
    summary: 'One of your uploads',
    params: UploadParams,
    data: Upload,
    version: true,
    lapses: 'urlsExpireAt',
    errors: ['NOT_FOUND'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/v1/uploads/:id',
    access: 'user',
    scope: 'uploads:write',
    status: 200,
    summary: 'Change who sees your upload, its caption or its alternative text',
    params: UploadParams,
    body: UpdateUploadRequest,
    data: Upload,
    version: true,
    rateLimit: rateLimits.uploadUpdate,
    errors: ['NOT_FOUND'],
  }),
  useAsAvatar: endpoint({
    method: 'POST',
    path: '/v1/uploads/:id/avatar',
    access: 'user',
    scope: 'profile:write',
    status: 201,
    summary: 'Make one of your pictures your avatar; the picture stays as it is',
    params: UploadParams,
    data: Upload,
    rateLimit: rateLimits.avatar,
    errors: ['NOT_FOUND', 'FORBIDDEN', 'INVALID_IMAGE', 'IMAGE_TOO_LARGE', 'MALWARE_DETECTED', 'OVERLOADED'],
  }),
  url: endpoint({
    method: 'GET',
    path: '/v1/uploads/:id/url',
    access: 'user',
    scope: 'uploads:read',
    status: 200,
    summary: 'A short-lived address of one variant of your upload',
    params: UploadParams,
    query: SignedUrlQuery,
    data: SignedUrl,
    errors: ['NOT_FOUND'],
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/v1/uploads/:id',
    access: 'user',
    scope: 'uploads:write',
    status: 204,
    summary: 'Delete an upload and the bytes of all its variants',
    params: UploadParams,
    version: true,
    rateLimit: { name: 'upload-remove', limit: 1200, windowSeconds: 3600, by: 'user' },
    errors: ['NOT_FOUND'],
  }),
} as const;

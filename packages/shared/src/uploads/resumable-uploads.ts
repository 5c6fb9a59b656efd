import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { rateLimits } from '../rate-limits.ts';
import { Timestamp } from '../fields/fields.ts';
import { formerResumableUploadsPath, resumableUploadsPath, Upload, UploadParams } from './uploads.ts';

/** The content type that tus defines for the bytes of a part. */
export const tusContentType = 'application/offset+octet-stream';

/** The state of an upload that arrives in parts. */
export const ResumableUpload = z
  .object({
    /** Size of the file in bytes. */
    length: z.int().positive(),
    /** Bytes accepted so far. Equals `length` only once the image is stored: until then, the last byte must be sent again. */
    offset: z.int().nonnegative(),
    /** When the upload expires and its parts are removed. */
    expiresAt: Timestamp,
    /** The image that the file became. */
    upload: Upload.nullable(),
  })
  .meta({ id: 'ResumableUpload' });
export type ResumableUpload = z.infer<typeof ResumableUpload>;

/** The day from which resumable uploads have a path that cannot be mistaken for the path of an upload. */
const formerSince = '2026-11-28';

/**
 * Resumable uploads by tus 1.0 (https://tus.io/protocols/resumable-upload) with the extensions creation,
 * creation-with-upload, expiration and termination. Every request carries `Tus-Resumable: 1.0.0`; for `GET` and
 * `DELETE` it is optional. Use a tus client for `create` and `append`.
 */
export const resumableUploadEndpoints = {
  create: endpoint({
    method: 'POST',
    path: resumableUploadsPath,
    aliases: [{ path: formerResumableUploadsPath, since: formerSince }],
    protocol: 'tus',
    access: 'user',
    scope: 'uploads:write',
    status: 201,
    completes: Upload,
    summary: 'Begin a resumable upload (tus) of a picture: `Upload-Length`, `Upload-Metadata: visibility …`',
    rateLimit: rateLimits.imageUpload,
    errors: ['PROTOCOL_VERSION_UNSUPPORTED', 'QUOTA_EXCEEDED', 'TOO_MANY_UPLOADS', 'INVALID_IMAGE'],
  }),
  get: endpoint({
    method: 'GET',
    path: `${resumableUploadsPath}/:id`,
    aliases: [{ path: `${formerResumableUploadsPath}/:id`, since: formerSince }],
    protocol: 'tus',
    access: 'user',
    scope: 'uploads:write',
    status: 200,
    summary: 'Where a resumable upload stands; by HEAD, as tus asks it',
    params: UploadParams,
    data: ResumableUpload,
    rateLimit: rateLimits.uploadPart,
    errors: ['NOT_FOUND', 'UPLOAD_EXPIRED', 'UPLOAD_LOCKED'],
  }),
  append: endpoint({
    method: 'PATCH',
    path: `${resumableUploadsPath}/:id`,
    aliases: [{ path: `${formerResumableUploadsPath}/:id`, since: formerSince }],
    protocol: 'tus',
    access: 'user',
    scope: 'uploads:write',
    status: 200,
    completes: Upload,
    summary: 'Send a part (tus). 204, and 200 with the `Upload` for the last part',
    params: UploadParams,
    rateLimit: rateLimits.uploadPart,
    errors: [
      'NOT_FOUND',
      'UPLOAD_OFFSET_CONFLICT',
      'UPLOAD_EXPIRED',
      'UPLOAD_LOCKED',
      'PROTOCOL_VERSION_UNSUPPORTED',
      'INVALID_IMAGE',
      'IMAGE_TOO_LARGE',
      'MALWARE_DETECTED',
      'QUOTA_EXCEEDED',
      'OVERLOADED',
    ],
  }),
  remove: endpoint({
    method: 'DELETE',
    path: `${resumableUploadsPath}/:id`,
    aliases: [{ path: `${formerResumableUploadsPath}/:id`, since: formerSince }],
    protocol: 'tus',
    access: 'user',
    scope: 'uploads:write',
    status: 204,
    summary: 'Give up a resumable upload; the picture it may have become stays',
    params: UploadParams,
    rateLimit: rateLimits.uploadPart,
    errors: ['NOT_FOUND', 'UPLOAD_LOCKED'],
  }),
} as const;

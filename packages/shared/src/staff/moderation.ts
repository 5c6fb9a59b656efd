import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { rateLimits } from '../rate-limits.ts';
import { Id, Reason, Timestamp } from '../fields/fields.ts';
import { ScreeningScores } from '../uploads/screening.ts';
import { Upload, UploadParams, UploadScreening } from '../uploads/uploads.ts';
import { Page, pageFields } from '../http/page.ts';

/** An upload as moderators see it: whose it is, and what the screening saw. */
export const ModerationUpload = Upload.extend({
  owner: z.object({
    id: Id,
    username: z.string(),
    displayName: z.string().nullable(),
    avatarUrl: z.string().nullable(),
  }),
  /** Null until it was screened. */
  scores: ScreeningScores.nullable(),
  screenedAt: Timestamp.nullable(),
  reviewedAt: Timestamp.nullable(),
}).meta({ id: 'ModerationUpload' });
export type ModerationUpload = z.infer<typeof ModerationUpload>;

export const ModerationUploadPage = Page(ModerationUpload, 'ModerationUploadPage');
export type ModerationUploadPage = z.infer<typeof ModerationUploadPage>;

/** Oldest first: who waits longest is looked at first. */
export const ModerationQuery = z.strictObject({
  screening: UploadScreening.default('FLAGGED'),
  ...pageFields(20),
});
export type ModerationQuery = z.infer<typeof ModerationQuery>;

export const RemoveUploadRequest = z.strictObject({ reason: Reason }).meta({ id: 'RemoveUploadRequest' });
export type RemoveUploadRequest = z.infer<typeof RemoveUploadRequest>;

/**
 * Deciding about images: of ordinary members for moderators, of everybody for administrators, of themselves for nobody.
 * A private image is nobody's business but while the screening holds it back. Every decision is a SecurityEvent of
 * the owner, with the actor's id; removing wants a fresh proof.
 */
export const moderationEndpoints = {
  uploads: endpoint({
    method: 'GET',
    path: '/v1/moderation/uploads',
    access: 'mod',
    status: 200,
    summary: 'Pictures that wait for a decision',
    query: ModerationQuery,
    data: ModerationUploadPage,
  }),
  approve: endpoint({
    method: 'POST',
    path: '/v1/moderation/uploads/:id/approve',
    access: 'mod',
    status: 200,
    summary: 'Show a picture that was held back',
    params: UploadParams,
    data: ModerationUpload,
    rateLimit: rateLimits.moderation,
    errors: ['NOT_FOUND', 'FORBIDDEN'],
  }),
  remove: endpoint({
    method: 'POST',
    path: '/v1/moderation/uploads/:id/remove',
    access: 'mod',
    status: 204,
    summary: 'Delete a picture that may not stay',
    params: UploadParams,
    body: RemoveUploadRequest,
    rateLimit: rateLimits.moderation,
    reauthentication: 'always',
    errors: ['NOT_FOUND', 'FORBIDDEN'],
  }),
} as const;

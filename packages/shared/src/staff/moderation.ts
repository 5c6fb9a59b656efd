import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { rateLimits } from '../rate-limits.ts';
import { Id, Reason, Timestamp } from '../fields/fields.ts';
import { ScreeningScores } from '../uploads/screening.ts';
import { Upload, UploadParams, UploadScreening } from '../uploads/uploads.ts';
import { Page, pageFields } from '../http/page.ts';

/** An upload as moderators see it, with its owner and the result of the screening. */
export const ModerationUpload = Upload.extend({
  owner: z.object({
    id: Id,
    username: z.string(),
    displayName: z.string().nullable(),
    avatarUrl: z.string().nullable(),
  }),
  /** Null until it is screened. */
  scores: ScreeningScores.nullable(),
  screenedAt: Timestamp.nullable(),
  reviewedAt: Timestamp.nullable(),
}).meta({ id: 'ModerationUpload' });
export type ModerationUpload = z.infer<typeof ModerationUpload>;

export const ModerationUploadPage = Page(ModerationUpload, 'ModerationUploadPage');
export type ModerationUploadPage = z.infer<typeof ModerationUploadPage>;

/** Oldest first: the upload that has waited longest is decided first. */
export const ModerationQuery = z.strictObject({
  screening: UploadScreening.default('FLAGGED'),
  ...pageFields(20),
});
export type ModerationQuery = z.infer<typeof ModerationQuery>;

export const RemoveUploadRequest = z.strictObject({ reason: Reason }).meta({ id: 'RemoveUploadRequest' });
export type RemoveUploadRequest = z.infer<typeof RemoveUploadRequest>;

/**
 * Decisions about images: moderators decide about those of ordinary members, administrators about everybody's, nobody
 * about their own. Staff sees a private image only while the screening holds it back. Every decision is a SecurityEvent
 * of the owner, with the actor's id; removing requires a fresh proof.
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

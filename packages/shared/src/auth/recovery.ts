import { z } from 'zod';
import { Id, NewPassword, OneTimeCode, Text, Timestamp } from '../fields/fields.ts';

/** Anything may be presented: what is not a live token answers `TOKEN_INVALID`, whatever is wrong with it. */
export const MailToken = Text.min(1, { error: 'The link is incomplete.' }).max(512, { error: 'This is too long.' });

/**
 * What an owner says about her account after she reported a theft. `code`: from her authenticator app, to keep it although
 * it was enabled lately. `removePasskeys`: older ones that are not hers. Ignored where nothing was reported.
 */
const recoveryAnswers = { code: OneTimeCode.optional(), removePasskeys: z.array(Id).max(20).optional() };
export interface RecoveryAnswers {
  readonly code?: string | undefined;
  readonly removePasskeys?: readonly string[] | undefined;
}

export const ResetPasswordRequest = z
  .strictObject({ token: MailToken, password: NewPassword, ...recoveryAnswers })
  .meta({ id: 'ResetPasswordRequest' });
export type ResetPasswordRequest = z.infer<typeof ResetPasswordRequest>;

/** A way to sign in that an owner is asked about. */
export const RecoveryFactor = z
  .object({
    kind: z.enum(['TOTP', 'PASSKEY']),
    /** Of a passkey. */
    id: Id.nullable(),
    /** What a passkey was called by whoever added it. */
    name: z.string().nullable(),
    addedAt: Timestamp,
    /** Added lately enough to be a thief's: it is removed, but for an app whose code is given. */
    needsProof: z.boolean(),
  })
  .meta({ id: 'RecoveryFactor' });
export type RecoveryFactor = z.infer<typeof RecoveryFactor>;

/** `recovering`: a theft was reported, and choosing the password decides about the factors. Else there are none here. */
export const PendingReset = z
  .object({ recovering: z.boolean(), factors: z.array(RecoveryFactor) })
  .meta({ id: 'PendingReset' });
export type PendingReset = z.infer<typeof PendingReset>;

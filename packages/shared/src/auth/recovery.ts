import { z } from 'zod';
import { Id, NewPassword, OneTimeCode, Text, Timestamp } from '../fields/fields.ts';

/** Any text is accepted: everything that is not a live token fails as `TOKEN_INVALID`, whatever is wrong with it. */
export const MailToken = Text.min(1, { error: 'The link is incomplete.' }).max(512, { error: 'This is too long.' });

/**
 * What an owner says about her account after reporting a theft. `code`: from her authenticator app, to keep the app although it
 * was enabled recently. `removePasskeys`: older passkeys that are not hers. Ignored if no theft was reported.
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

/** A way to sign in about which the owner is asked. */
export const RecoveryFactor = z
  .object({
    kind: z.enum(['TOTP', 'PASSKEY']),
    /** The passkey's id; null for an app. */
    id: Id.nullable(),
    /** The name that was given to the passkey when it was added. */
    name: z.string().nullable(),
    addedAt: Timestamp,
    /** Added so recently that it could be a thief's. It is removed, except an app whose code is given. */
    needsProof: z.boolean(),
  })
  .meta({ id: 'RecoveryFactor' });
export type RecoveryFactor = z.infer<typeof RecoveryFactor>;

/** `recovering`: a theft was reported, so choosing the password also decides about the factors. Otherwise `factors` is empty. */
export const PendingReset = z
  .object({ recovering: z.boolean(), factors: z.array(RecoveryFactor) })
  .meta({ id: 'PendingReset' });
export type PendingReset = z.infer<typeof PendingReset>;

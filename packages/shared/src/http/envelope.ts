import { z } from 'zod';
import type { ErrorCode } from '../errors.ts';

/** Messages by field path (`email`, `items.0.name`), to show beside the field in a form. */
export const FieldErrors = z.record(z.string(), z.array(z.string()));
export type FieldErrors = z.infer<typeof FieldErrors>;

/**
 * Work that a client must do before the request, sent with `PROOF_REQUIRED`. For each part i from 0 to `parts` - 1,
 * find a 32-bit number n such that SHA-256(seed, i, n) begins with `bits` zero bits. The seed is SHA-256(`challenge` in
 * ASCII), i is one byte and n four, most significant byte first. The header `Pixelboxx-Proof` of the repeated request
 * is `challenge`, a dot, and the numbers of all parts, four bytes each, in base64url.
 */
export const Puzzle = z
  .object({ challenge: z.string(), parts: z.int().positive(), bits: z.int().positive() })
  .meta({ id: 'Puzzle' });
export type Puzzle = z.infer<typeof Puzzle>;

/** Details of a code. The server never sends other keys. */
export const ErrorDetails = z
  .object({
    fields: FieldErrors.optional(),
    retryAfterSeconds: z.int().nonnegative().optional(),
    limit: z.number().optional(),
    allowed: z.array(z.string()).optional(),
    /** Accepted ways to prove one's identity, with `MFA_REQUIRED` and `STEP_UP_REQUIRED`. */
    methods: z.array(z.string()).optional(),
    /** The current version, with `VERSION_CONFLICT`. */
    version: z.int().positive().optional(),
    puzzle: Puzzle.optional(),
  })
  .meta({ id: 'ErrorDetails' });
export type ErrorDetails = z.infer<typeof ErrorDetails>;

export const ErrorBody = z
  .object({
    // A plain string, so that a client built against today's catalogue can still read tomorrow's codes.
    code: z.string(),
    message: z.string(),
    details: ErrorDetails,
    requestId: z.string(),
  })
  .meta({ id: 'ErrorBody' });
export type ErrorBody = z.infer<typeof ErrorBody>;

export const FailureEnvelope = z
  .object({ success: z.literal(false), error: ErrorBody })
  .meta({ id: 'FailureEnvelope' });
export type FailureEnvelope = Omit<z.infer<typeof FailureEnvelope>, 'error'> & {
  error: Omit<ErrorBody, 'code'> & { code: ErrorCode };
};

export interface SuccessEnvelope<Data> {
  success: true;
  data: Data;
}

/** The error of RFC 9457, sent to a client that asks for `application/problem+json`. */
export const ProblemDetails = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    instance: z.string(),
    errors: FieldErrors.optional(),
    puzzle: Puzzle.optional(),
  })
  .meta({ id: 'ProblemDetails' });
export type ProblemDetails = Omit<z.infer<typeof ProblemDetails>, 'code'> & { code: ErrorCode };

import { z } from 'zod';
import type { ErrorCode } from '../errors.ts';

/** Messages by field path (`email`, `items.0.name`), ready to stand beside the field in a form. */
export const FieldErrors = z.record(z.string(), z.array(z.string()));
export type FieldErrors = z.infer<typeof FieldErrors>;

/** What accompanies a code. Only these keys ever leave the server. */
export const ErrorDetails = z
  .object({
    fields: FieldErrors.optional(),
    retryAfterSeconds: z.int().nonnegative().optional(),
    limit: z.number().optional(),
    allowed: z.array(z.string()).optional(),
    /** Ways to prove who one is, with `MFA_REQUIRED` and `STEP_UP_REQUIRED`. */
    methods: z.array(z.string()).optional(),
    /** What the version is now, with `VERSION_CONFLICT`. */
    version: z.int().positive().optional(),
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
  })
  .meta({ id: 'ProblemDetails' });
export type ProblemDetails = Omit<z.infer<typeof ProblemDetails>, 'code'> & { code: ErrorCode };

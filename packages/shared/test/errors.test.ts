import { STATUS_CODES } from 'node:http';
import { describe, expect, it } from 'vitest';
import { readEndpointGroups } from '../endpoint-groups.ts';
import { declaredErrors, describeError, isErrorCode } from '../src/index.ts';

// Those of every feature, too.
await readEndpointGroups();
const errorCodes = [...declaredErrors().keys()].filter(isErrorCode);

describe('the error catalogue', () => {
  it('contains those of features', () => expect(errorCodes).toContain('ALBUM_FULL'));

  it.each(errorCodes)('gives %s an error status and a sentence', (code) => {
    const { status, message } = describeError(code);
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(STATUS_CODES).toHaveProperty(String(status));
    expect(message).toMatch(/^[A-Z].*\.$/);
  });

  it('has no duplicate messages', () => {
    const messages = errorCodes.map((code) => describeError(code).message);
    expect(new Set(messages).size).toBe(messages.length);
  });

  it('keeps the statuses that clients rely on', () => {
    expect(Object.fromEntries(errorCodes.map((code) => [code, describeError(code).status]))).toMatchObject({
      VALIDATION_ERROR: 400,
      MALFORMED_JSON: 400,
      UNAUTHENTICATED: 401,
      INVALID_CREDENTIALS: 401,
      CSRF_REJECTED: 403,
      NOT_FOUND: 404,
      METHOD_NOT_ALLOWED: 405,
      USERNAME_TAKEN: 409,
      EMAIL_TAKEN: 409,
      PAYLOAD_TOO_LARGE: 413,
      UNSUPPORTED_MEDIA_TYPE: 415,
      INVALID_IMAGE: 422,
      IMAGE_TOO_LARGE: 422,
      RATE_LIMITED: 429,
      ACCOUNT_LOCKED: 429,
      INTERNAL_ERROR: 500,
      OVERLOADED: 503,
      SERVICE_UNAVAILABLE: 503,
    });
  });

  it('contains only its own codes', () => {
    expect(errorCodes.every(isErrorCode)).toBe(true);
    for (const value of ['NOPE', 'toString', '__proto__', '', 404, null, undefined, {}]) {
      expect(isErrorCode(value)).toBe(false);
    }
  });
});

import { ApiError } from '@pixelboxx/api-client/errors';
import { type ErrorDetails } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { formFailure } from '@/components/forms/form-failure.ts';

const fields = ['username', 'email', 'password'];
const fail = (code: string, message: string, details: ErrorDetails = {}) =>
  formFailure(new ApiError({ code, status: 400, message, details }), fields);

describe('a failed form', () => {
  it('puts messages of the API at their fields and says nothing above the form', () => {
    const failure = fail('VALIDATION_ERROR', 'Some fields are not valid.', {
      fields: { password: ['Too common.', 'Too short.'], email: ['Not an address.'] },
    });
    expect(failure).toEqual({
      fields: { password: 'Too common. Too short.', email: 'Not an address.' },
      message: null,
      code: 'VALIDATION_ERROR',
      retryAfterSeconds: null,
    });
  });

  it('puts a taken username and a taken e-mail at their fields', () => {
    expect(fail('USERNAME_TAKEN', 'Taken.').fields).toEqual({ username: 'Taken.' });
    expect(fail('EMAIL_TAKEN', 'Exists.').fields).toEqual({ email: 'Exists.' });
  });

  it('puts a code that is about one field of this form only at that field', () => {
    const error = new ApiError({ code: 'WRONG_PASSWORD', status: 403, message: 'Not yours.' });
    expect(formFailure(error, ['password'], { WRONG_PASSWORD: 'password' }).fields).toEqual({ password: 'Not yours.' });
    expect(formFailure(error, ['password']).message).toBe('Not yours.');
  });

  it('shows errors without a visible field above the form', () => {
    const failure = fail('VALIDATION_ERROR', 'Some fields are not valid.', { fields: { role: ['Unknown field.'] } });
    expect(failure.fields).toEqual({});
    expect(failure.message).toBe('Unknown field.');
    expect(
      formFailure(new ApiError({ code: 'EMAIL_TAKEN', status: 409, message: 'Exists.' }), ['username']).message,
    ).toBe('Exists.');
  });

  it('shows when to try again', () => {
    expect(fail('ACCOUNT_LOCKED', 'Please wait.', { retryAfterSeconds: 90 })).toEqual({
      fields: {},
      message: 'Please wait.',
      code: 'ACCOUNT_LOCKED',
      retryAfterSeconds: 90,
    });
  });

  it('does not show the message of an unexpected error', () => {
    expect(formFailure(new TypeError('x is undefined'), fields).message).not.toContain('undefined');
  });
});

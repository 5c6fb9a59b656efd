import { ApiError } from '@pixelboxx/api-client/errors';
import { describe, expect, it } from 'vitest';
import { askedMethods } from '@/lib/api/asked-methods.ts';

const refused = (code: string, methods?: string[]) =>
  new ApiError({ code, status: 401, message: '', details: methods ? { methods } : {} });

describe('the ways of proving who one is that a response asks for', () => {
  it('are those that it names', () => {
    expect(askedMethods(refused('MFA_REQUIRED', ['PASSKEY']), 'MFA_REQUIRED')).toEqual(['PASSKEY']);
  });

  it('are codes where it names none', () => {
    expect(askedMethods(refused('STEP_UP_REQUIRED'), 'STEP_UP_REQUIRED')).toEqual(['TOTP', 'BACKUP_CODE']);
  });

  it.each([refused('WRONG_PASSWORD'), refused('MFA_REQUIRED', ['TOTP']), new Error('offline')])(
    'are not looked for in %s',
    (error) => {
      expect(() => askedMethods(error, 'STEP_UP_REQUIRED')).toThrow(error);
    },
  );
});

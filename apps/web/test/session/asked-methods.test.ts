import { ApiError } from '@pixelboxx/api-client/errors';
import { describe, expect, it } from 'vitest';
import { askedMethods } from '@/lib/api/asked-methods.ts';

const refused = (code: string, methods?: string[]) =>
  new ApiError({ code, status: 401, message: '', details: methods ? { methods } : {} });

describe('the reauthentication methods that a response requests', () => {
  it('are those in its details', () => {
    expect(askedMethods(refused('MFA_REQUIRED', ['PASSKEY']), 'MFA_REQUIRED')).toEqual(['PASSKEY']);
  });

  it('are codes if it names none', () => {
    expect(askedMethods(refused('STEP_UP_REQUIRED'), 'STEP_UP_REQUIRED')).toEqual(['TOTP', 'BACKUP_CODE']);
  });

  it.each([refused('WRONG_PASSWORD'), refused('MFA_REQUIRED', ['TOTP']), new Error('offline')])(
    'are not read from %s',
    (error) => {
      expect(() => askedMethods(error, 'STEP_UP_REQUIRED')).toThrow(error);
    },
  );
});

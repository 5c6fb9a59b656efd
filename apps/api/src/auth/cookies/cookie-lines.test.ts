import { anyText } from '@pixelboxx/config/testing/any-text';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ResponseCookie, setCookieOf } from './index.ts';

const cookie = (value: string, options: Partial<ResponseCookie['options']> = {}): ResponseCookie => ({
  name: 'pbx_access',
  value,
  options: { httpOnly: true, secure: true, path: '/', sameSite: 'lax', maxAge: 900, ...options },
});

describe('the Set-Cookie header', () => {
  it('contains the value, and the attributes that restrict its use', () => {
    expect(setCookieOf(cookie('a.b-c_d'))).toBe(
      'pbx_access=a.b-c_d; Max-Age=900; Path=/; HttpOnly; Secure; SameSite=Lax',
    );
    expect(setCookieOf(cookie('', { secure: false, sameSite: 'strict', maxAge: 0 }))).toBe(
      'pbx_access=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict',
    );
  });

  it('contains only our value and attributes, or is refused', () => {
    const attributes = ['Max-Age=900', 'Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax'];
    fc.assert(
      fc.property(fc.oneof(anyText(), fc.base64String(), fc.stringMatching(/^[\w.-]*$/)), (value) => {
        if (/^[A-Za-z0-9_.-]*$/.test(value) && !value.includes('\n')) {
          expect(setCookieOf(cookie(value)).split('; ')).toEqual([`pbx_access=${value}`, ...attributes]);
        } else {
          expect(() => setCookieOf(cookie(value))).toThrow(TypeError);
        }
      }),
      { seed: 20_261_128 },
    );
  });
});

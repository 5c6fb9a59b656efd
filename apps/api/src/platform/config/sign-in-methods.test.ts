import { signInMethods } from '@pixelboxx/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadConfig } from './config.ts';
import { testEnvironment } from '../../../test/support/config.ts';

const load = (settings: Record<string, string>) => loadConfig(testEnvironment(settings)).signIn;

describe('SIGN_IN_METHODS', () => {
  it('[E11] contains all methods by default', () => {
    expect(load({})).toEqual({ methods: [...signInMethods], unknownEmail: 'nothing' });
    expect(load({ SIGN_IN_METHODS: '' }).methods).toEqual([...signInMethods]);
  });

  it('[E11] is any ordered list without duplicates that contains a method which creates accounts', () => {
    const lists = fc.array(fc.constantFrom(...signInMethods), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(lists, fc.constantFrom(',', ' , ', ',,'), (methods, separator) => {
        fc.pre(methods.some((method) => method !== 'email-code'));
        expect(load({ SIGN_IN_METHODS: methods.join(separator) }).methods).toEqual([...new Set(methods)]);
      }),
      { seed: 20_261_128 },
    );
  });

  it.each([
    ['pasword', /SIGN_IN_METHODS must be a list of password, passkey, email-code/],
    ['password,sms', /SIGN_IN_METHODS must be a list of password, passkey, email-code/],
    [',', /SIGN_IN_METHODS must name at least one way to sign in/],
    ['email-code', /SIGN_IN_METHODS needs password, passkey or OIDC_PROVIDERS/],
  ])('[E11] %j is refused at the start, by name', (value, fault) => {
    expect(() => load({ SIGN_IN_METHODS: value })).toThrow(fault);
  });

  it('[E11] may contain only codes if a provider creates the accounts', () => {
    const OIDC_PROVIDERS = JSON.stringify([{ preset: 'github', clientId: 'a', clientSecret: 'b' }]);
    expect(load({ SIGN_IN_METHODS: 'email-code', OIDC_PROVIDERS }).methods).toEqual(['email-code']);
  });

  it('[E11] SIGN_IN_UNKNOWN_EMAIL accepts two values', () => {
    expect(load({ SIGN_IN_UNKNOWN_EMAIL: 'invitation' }).unknownEmail).toBe('invitation');
    expect(() => load({ SIGN_IN_UNKNOWN_EMAIL: 'yes' })).toThrow(/SIGN_IN_UNKNOWN_EMAIL must be nothing or invitation/);
  });
});

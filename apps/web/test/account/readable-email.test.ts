import { canonicalEmail } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { readableEmail } from '@/lib/email-addresses/readable-email.ts';

describe('an e-mail address for display', () => {
  it.each([
    'ada@bücher.example',
    'ada@straße.example',
    'ada@пример.example',
    'ada@例え.example',
    'ada@한국.example',
    'ada@παράδειγμα.example',
    'ada@mail.bücher.example',
    'ada@example.org',
  ])('[D2] is shown in Unicode: %s', (email) => expect(readableEmail(canonicalEmail(email))).toBe(email));

  it.each([
    ['letters that all look Latin', 'ada@xn--80ak6aa92e.com'],
    ['a dotless i', 'ada@xn--pxelboxx-tkb.example'],
    ['two scripts in a label', 'ada@xn--pypal-4ve.com'],
    ['a label that is no punycode', 'ada@xn--\u00fc.example'],
    ['a label that only looks encoded', 'ada@xn--abc.example'],
    ['capital letters inside', 'ada@xn--bcher-2pa.example'],
  ])('[D2] is shown as stored with %s: %s', (_what, email) => expect(readableEmail(email)).toBe(email));
});

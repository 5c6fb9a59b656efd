import { anyText } from '@pixelboxx/config/testing/any-text';
import fc from 'fast-check';
import { domainToASCII } from 'node:url';
import { describe, expect, it } from 'vitest';
import { asciiDomain, Email, ForgotPasswordRequest, LoginRequest } from '../src/index.ts';

const runs = { seed: 5321, numRuns: 1000 };
const reads = (email: string): string | null => Email.safeParse(email).data ?? null;
const identifies = (identifier: string) => LoginRequest.parse({ identifier, password: 'x' }).identifier;

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/).filter((text) => !/^.{2}--/.test(text));
const local = fc.stringMatching(/^[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]{1,64}$/);
const abroad = fc.oneof(
  ...['abcdeüöéñçøåœ', 'абвгдежё', 'αβγδέώ', '日本語中文', 'ひらがなカタカナ漢字', '한국어', 'עברית', 'भारत'].map(
    (emails) =>
      fc
        .array(fc.constantFrom(...Array.from(emails.normalize('NFC'))), { minLength: 1, maxLength: 12 })
        .map((chosen) => chosen.join('')),
  ),
);

describe('an e-mail address', () => {
  it.each([
    ['a local part of 64', `${'a'.repeat(64)}@example.org`, true],
    ['a local part of 65', `${'a'.repeat(65)}@example.org`, false],
    ['a label of 63', `ada@${'a'.repeat(63)}.org`, true],
    ['a label of 64', `ada@${'a'.repeat(64)}.org`, false],
    ['254 in all', `ada@${`${'a'.repeat(61)}.`.repeat(4)}io`, true],
    ['255 in all', `ada@${`${'a'.repeat(61)}.`.repeat(4)}com`, false],
    ['an A-label of more than 63', `ada@${'ü'.repeat(60)}.org`, false],
    ['characters that people have in front of the @', 'a&b/c=d!e#f$g%h*i?j^k`l{m|n}o~p@example.org', true],
    ['a number as the last label', 'ada@127.0.0.1', false],
    ['a hexadecimal number as the last label', 'ada@example.0x7f', true],
    ['a label that begins with a hyphen', 'ada@-example.org', false],
    ['a label that ends with a hyphen', 'ada@example-.org', false],
    ['an underscore in the domain', 'ada@exa_mple.org', false],
    ['an empty label', 'ada@example..org', false],
    ['a dot at the end', 'ada@example.org.', false],
    ['a port', 'ada@bücher.example:80', false],
    ['a path', 'ada@bücher.example/x', false],
    ['an escape', 'ada@b%C3%BCcher.example', false],
    ['an emoji domain', 'ada@i❤.example', false],
    ['fullwidth letters in the domain', 'ada@ｅxample.org', false],
    ['a letter of another script in a label', 'ada@pаypal.example', false],
    ['a soft hyphen in the domain', 'ada@exam\u00adple.org', false],
  ])('[D2] with %s: %s is accepted: %s', (_what, email, accepted) => expect(reads(email) !== null).toBe(accepted));

  it.each([
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.Example', 'xn--bcher-kva.example'],
    ['bu\u0308cher.example', 'xn--bcher-kva.example'],
    ['XN--BCHER-KVA.example', 'xn--bcher-kva.example'],
    ['例え。テスト', 'xn--r8jz45g.xn--zckzah'],
    ['пример.испытание', 'xn--e1afmkfd.xn--80akhbyknj4f'],
    ['straße.example', 'xn--strae-oqa.example'],
  ])('[D2] at %s is stored at %s', (domain, kept) => expect(reads(`Ada@${domain}`)).toBe(`ada@${kept}`));

  it('[D2] loses invisible characters from pasting', () => {
    expect(reads('\u200b\u00a0ada@example.org\u200e\n')).toBe('ada@example.org');
  });

  it('[D2] has one stored form, in ASCII and lower case, that is its own stored form', () => {
    fc.assert(
      fc.property(local, fc.array(fc.oneof(label, abroad), { minLength: 1, maxLength: 3 }), (name, labels) => {
        const domain = [...labels, 'example'].join('.');
        const kept = reads(`${name}@${domain}`);
        fc.pre(kept !== null);
        expect(kept).toBe(`${name.toLowerCase()}@${domainToASCII(domain)}`);
        for (const spelling of [domain.toUpperCase(), domain.normalize('NFD')]) {
          expect(reads(`${name.toUpperCase()}@${spelling}`)).toBe(kept);
        }
        expect(reads(kept)).toBe(kept);
        expect(kept).toMatch(/^[\x21-\x7e]{3,254}$/);
      }),
      runs,
    );
  });

  it('[D2] never throws, and is never accepted if a mail server would refuse it', () => {
    const anything = fc.oneof(anyText(), fc.string({ unit: fc.constantFrom(...Array.from('a@.-ü\u200b。[]:/%0xn')) }));
    fc.assert(
      fc.property(anything, anything, (one, other) => {
        for (const text of [one, `${one}@${other}`, `a@${other}.example`]) {
          const kept = reads(text);
          if (kept !== null) expect(kept).toMatch(/^[^@\s"(),:;<>[\]\\]{1,64}@([a-z0-9-]{1,63}\.)+[a-z0-9-]{1,63}$/);
        }
      }),
      runs,
    );
  });

  it('[D2] is described as an e-mail address in the JSON Schema', () => {
    expect(ForgotPasswordRequest.shape.email.meta()).toMatchObject({ format: 'email' });
  });
});

describe('the identifier at sign-in', () => {
  it.each([
    ['@ada', 'ada'],
    ['  @Ada ', 'Ada'],
    ['ada', 'ada'],
    ['Ada@BÜCHER.example', 'ada@xn--bcher-kva.example'],
    ['ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
    ['@ada@example.org', '@ada@example.org'],
    ['no such @ thing', 'no such @ thing'],
  ])('[D2] %j is looked up as %j', (typed, key) => expect(identifies(typed)).toBe(key));

  it('[D2] is refused if it is only an @', () => {
    expect(LoginRequest.safeParse({ identifier: ' @ ', password: 'x' }).success).toBe(false);
  });
});

it('[D2] a domain that mixes scripts within a label is refused', () => {
  for (const domain of ['раypal.example', 'gοοgle.example', 'xn--80ak6aa92e.\u0441om']) {
    expect(asciiDomain(domain)).toBeNull();
  }
});

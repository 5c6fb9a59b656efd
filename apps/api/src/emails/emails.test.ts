import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogues } from './catalogue/index.ts';
import { composeEmail } from './compose.ts';
import { composeMessage } from '../platform/mail/mail-message.ts';
import type { EmailContent } from '../platform/mail/layout/email.ts';
import { renderHtml, renderText } from '../platform/mail/layout/render.ts';
import { everyEmail, type Facts, languages, someFacts } from '../../test/emails/every-email.ts';
import { faultsOf, linksIn, readingOf } from '../../test/emails/mail-rules.ts';

/** Hostile text: markup, headers, placeholders, direction marks. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        '<script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        '\r\nBcc: eve@example.com\r\n',
        '{username}',
        '[[url]]',
        '[[/paragraph]]',
        '<!--',
        '-->',
        '\u202e',
        '&lt;',
        '$&',
        'https://evil.example/',
      ),
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join(''));

const facts: fc.Arbitrary<Facts> = fc.record({
  username: fc.stringMatching(/^[A-Za-z0-9_-]{3,32}$/),
  reason: hostile,
  code: fc.stringMatching(/^\d{8}$/),
  url: fc
    .tuple(fc.webUrl({ withQueryParameters: true }), fc.stringMatching(/^[\w-]{43}$/))
    .map(([url, token]) => new URL(`${url}#token=${token}`).href),
  userAgent: fc.option(hostile),
  ipAddress: fc.option(fc.oneof(fc.ipV4(), fc.ipV6())),
});

const collapsed = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

function expectSound(email: EmailContent, { username, url }: Facts): void {
  const html = renderHtml(email);
  const text = renderText(email);
  expect(faultsOf(html, email)).toEqual([]);
  // Once as a button and once as text, and no other link.
  expect(linksIn(html)).toEqual(email.button ? [url, url] : []);
  expect(text.split(url)).toHaveLength(email.button ? 2 : 1);
  const seen = readingOf(html);
  for (const part of [
    email.heading,
    ...email.paragraphs,
    email.footnote ?? '',
    email.code ?? '',
    email.button?.label ?? '',
  ]) {
    expect(seen).toContain(collapsed(part));
    expect(collapsed(text)).toContain(collapsed(part));
  }
  if (email.button) expect(seen).toContain(`${email.button.fallback} ${url}`);
  const isToAnAccount = email.button?.label !== catalogues[email.language].emails.invitation.button;
  if (isToAnAccount) expect(`${email.heading} ${email.paragraphs.join(' ')}`).toContain(username);
  expect(`${email.subject}${text}`).not.toMatch(/\{\w+\}.*undefined|\[object/);
  const mail = {
    id: '0197a2d0-0000-7000-8000-000000000003',
    to: 'ada@example.com',
    subject: email.subject,
    html,
    text,
  };
  expect(composeMessage(mail, 'hello@pixelboxx.example').subject).toBe(email.subject);
}

describe.each(languages)('every email in %s', (language) => {
  it.each([...everyEmail(language, someFacts)])(
    '%s keeps the rules of mail programs, and has the same content as text',
    (_name, email) => {
      expectSound(email, someFacts);
      // Users read these in a hurry.
      expect(email.paragraphs.join(' ').split(' ').length).toBeLessThan(110);
      expect(renderText(email)).not.toMatch(/[{}]/);
    },
  );

  it('[M4] is safe for any values: they never become markup, a header, a link or a placeholder', () => {
    fc.assert(
      fc.property(facts, fc.nat(), (given, which) => {
        const all = [...everyEmail(language, given).values()];
        const email = all[which % all.length];
        expect(email).toBeDefined();
        if (email) expectSound(email, given);
      }),
      { seed: 20_261_128 },
    );
  });

  it('[M4] has subjects without values', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const subjectsOf = (told: Facts) => [...everyEmail(language, told).values()].map(({ subject }) => subject);
        expect(subjectsOf(given)).toEqual(subjectsOf(someFacts));
      }),
      { seed: 20_261_128, numRuns: 10 },
    );
  });
});

describe('an email about a link', () => {
  it.each([
    ['passwordForgotten', 1800, '30 minutes'],
    ['passwordDisowned', 14 * 86_400, '14 days'],
    ['verification', 86_400, '24 hours'],
  ] as const)('of the kind %s states how long it really works', (name, validSeconds, words) => {
    const email = composeEmail(name, 'en', { username: 'ada', url: someFacts.url, validSeconds });
    expect(email.paragraphs.join(' ')).toContain(`for ${words}`);
  });
});

describe('a code in an email', () => {
  it('is on its own line, in two halves, left to right in every language', () => {
    for (const language of languages) {
      const email = composeEmail('emailCode', language, { username: 'ada', code: '04711234', validSeconds: 300 });
      expect(renderText(email)).toMatch(/^0471 1234$/m);
      expect(renderHtml(email)).toContain('<span dir="ltr">0471 1234</span>');
    }
  });
});

import { describe, expect, it } from 'vitest';
import { deletionEmail, goodbyeEmail } from '../../src/account/deletion/deletion-emails.ts';
import { mailLink } from '../../src/auth/emails/links.ts';
import { formatOrigin } from '../../src/auth/emails/format-moment.ts';
import { type NoticeKind, noticeEmail } from '../../src/auth/emails/notice-emails.ts';
import { passwordResetEmail, type ResetReason } from '../../src/auth/emails/password-emails.ts';
import { signInCodeEmail } from '../../src/auth/emails/sign-in-code-emails.ts';
import { emailChangeEmail, verificationEmail } from '../../src/auth/emails/verification-emails.ts';
import { renderHtml, renderText } from '../../src/platform/mail/layout.ts';
import type { EmailContent } from '../../src/platform/mail/email.ts';

const username = 'Mina_K-7';
const url = mailLink('https://pixelboxx.example', '/verify-email', 'a-token_of-mine');
const at = new Date('2026-11-23T16:07:00Z');
const origin = {
  ipAddress: '203.0.113.7',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  requestId: 'request',
};

const notices: NoticeKind[] = [
  'NEW_DEVICE',
  'PASSWORD_CHANGED',
  'PASSWORD_RESET',
  'EMAIL_CHANGED',
  'TOKEN_REUSED',
  'EXPORT_REQUESTED',
  'SIGN_IN_METHOD_ADDED',
  'SIGN_IN_METHOD_REMOVED',
];
const reasons: ResetReason[] = ['FORGOTTEN', 'CLAIMED', 'DISOWNED'];

const emails: [string, EmailContent][] = [
  ['verification', verificationEmail({ username, url })],
  ['code for signing in', signInCodeEmail({ username, code: '12345678', url, origin })],
  ['change of address', emailChangeEmail({ username, url })],
  ['deletion', deletionEmail({ username, restoreUrl: url, purgeAt: at })],
  ...reasons.map((reason): [string, EmailContent] => [reason, passwordResetEmail(reason, { username, url })]),
  ...notices.map((kind): [string, EmailContent] => [kind, noticeEmail(kind, { username, origin, at, reportUrl: url })]),
];

describe('every letter', () => {
  it.each(emails)('%s: says in text what it says in HTML, names the account, and links once', (_name, email) => {
    const [text, html] = [renderText(email), renderHtml(email)];
    expect(text).toContain(username);
    expect(html).toContain(username);
    expect(text.split(url)).toHaveLength(2);
    expect(html).toContain(`href="${url}"`);
    expect(email.subject.length).toBeLessThan(60);
    expect(new Set([text, html].map((body) => body.includes(email.heading)))).toEqual(new Set([true]));
    // Users read these in a hurry.
    expect(email.paragraphs.join(' ').split(' ').length).toBeLessThan(90);
  });

  it('tells when and by what, in words of ours', () => {
    const email = noticeEmail('NEW_DEVICE', { username, origin, at, reportUrl: url });
    expect(email.paragraphs).toContain(
      'It was Monday, 23 November 2026 at 16:07 UTC, by Firefox on Linux, from the address 203.0.113.7.',
    );
  });

  it('says goodbye without a link', () => {
    expect(renderText(goodbyeEmail({ username }))).not.toContain('http');
  });
});

describe('describing a device', () => {
  it.each([
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36', 'Chrome on Windows'],
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0', 'Edge on Windows'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18 Safari/605.1.15', 'Safari on a Mac'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1', 'Safari on an iPhone'],
    ['Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36', 'Chrome on Android'],
    ['You have won! Visit https://evil.example', 'an app we do not know'],
    [null, 'an app we do not know'],
  ])('%s is %s', (userAgent, words) => {
    expect(formatOrigin({ userAgent, ipAddress: null })).toBe(words);
  });
});

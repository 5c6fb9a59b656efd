import type { Language } from '@pixelboxx/shared';
import type { EmailName, NoticeKind } from '../../src/emails/catalogue/catalogue.ts';
import { en } from '../../src/emails/catalogue/en.ts';
import { composeEmail, composeNotice, type EmailFacts } from '../../src/emails/compose.ts';
import type { EmailContent } from '../../src/platform/mail/layout/email.ts';

export const languages: readonly Language[] = ['en', 'de', 'fr', 'es', 'ar', 'ja'];

/** What letters are about, as far as others have a say in it. */
export interface Facts {
  readonly username: string;
  readonly reason: string;
  readonly code: string;
  readonly url: string;
  readonly userAgent: string | null;
  readonly ipAddress: string | null;
}

export const someFacts: Facts = {
  username: 'Mina_K-7',
  reason: 'It shows somebody who does not want to be shown.',
  code: '04711234',
  url: 'https://pixelboxx.example/verify-email#token=a-token_of-mine',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  ipAddress: '203.0.113.7',
};

export const at = new Date('2026-11-23T16:07:00Z');

const emailNames = Object.keys(en.emails) as EmailName[];
const noticeKinds = Object.keys(en.notices) as NoticeKind[];

/** Each letter there is, by its name, in one language. */
export function everyEmail(language: Language, facts: Facts): Map<string, EmailContent> {
  const { username, reason, code, url, userAgent, ipAddress } = facts;
  const linked = { username, url, validSeconds: 86_400 };
  const all: EmailFacts = {
    verification: linked,
    emailChange: linked,
    passwordForgotten: { ...linked, validSeconds: 1800 },
    passwordClaimed: { ...linked, validSeconds: 1800 },
    passwordDisowned: { ...linked, validSeconds: 14 * 86_400 },
    emailCode: { username, code, validSeconds: 300 },
    signInCode: { ...linked, code, context: { userAgent, ipAddress }, validSeconds: 900 },
    invitation: { url },
    suspension: { username, reason },
    factorsReset: { username },
    deletion: { username, url, day: at },
    goodbye: { username },
    removal: { username, reason },
  };
  const emails = emailNames.map((name): [string, EmailContent] => [name, composeEmail(name, language, all[name])]);
  const notices = noticeKinds.flatMap((kind): [string, EmailContent][] => {
    const notice = { username, context: { userAgent, ipAddress }, at };
    const report = { url, validSeconds: 14 * 86_400 };
    return [
      [kind, composeNotice(kind, language, { ...notice, report })],
      [`${kind}, to somebody without a say`, composeNotice(kind, language, { ...notice, report: null })],
    ];
  });
  return new Map([...emails, ...notices]);
}

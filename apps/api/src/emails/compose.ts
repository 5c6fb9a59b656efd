import type { Language } from '@pixelboxx/shared';
import type { RequestContext } from '../platform/http/security/principal.ts';
import type { EmailContent } from '../platform/mail/layout/email.ts';
import type { EmailName, EmailWords, NoticeKind } from './catalogue/catalogue.ts';
import { catalogues } from './catalogue/index.ts';
import { fill } from './fill.ts';
import { formatDay, formatDuration, formatMoment } from './format.ts';
import { directionOf } from './languages.ts';
import { formatRequestContext } from './format-request-context.ts';

/*
 * Emails greet by username, which is plain ASCII without dots or slashes. A display name is free text: a stranger who
 * registers with somebody else's address could send them any message through us.
 */
interface Account {
  readonly username: string;
}

/** `validSeconds`: how long the link or the code is valid from now on. */
interface Linked extends Account {
  readonly url: string;
  readonly validSeconds: number;
}

/** `reason`: the text of the moderator or administrator. */
interface Decided extends Account {
  readonly reason: string;
}

/** The facts in each email. */
export interface EmailFacts extends Record<Exclude<EmailName, 'invitation'>, Account> {
  readonly verification: Linked;
  readonly emailChange: Linked;
  readonly passwordForgotten: Linked;
  readonly passwordClaimed: Linked;
  readonly passwordDisowned: Linked;
  readonly emailCode: Account & { readonly code: string; readonly validSeconds: number };
  readonly signInCode: Linked & {
    readonly code: string;
    readonly context: Pick<RequestContext, 'userAgent' | 'ipAddress'>;
  };
  /** For a recipient without an account. */
  readonly invitation: { readonly url: string };
  readonly suspension: Decided;
  readonly removal: Decided;
  /** `day`: the last day on which the account can be restored. */
  readonly deletion: Account & { readonly url: string; readonly day: Date };
}

export interface NoticeFacts extends Account {
  readonly context: Pick<RequestContext, 'userAgent' | 'ipAddress'>;
  readonly at: Date;
  /** Null if the reader has proven nothing about the account, and so must not act on it. */
  readonly report: { readonly url: string; readonly validSeconds: number } | null;
}

/** The facts of an email: texts and phrases for placeholders, and separate parts. */
export interface Told {
  readonly texts: Readonly<Record<string, string>>;
  readonly phrases?: Readonly<Record<string, string>>;
  readonly url?: string | undefined;
  readonly code?: string | undefined;
}

type AnyFacts = Partial<Linked & Decided & EmailFacts['signInCode'] & EmailFacts['deletion']>;

/** Composes an email in the reader's language. */
export function composeEmail<Name extends EmailName>(
  name: Name,
  language: Language,
  facts: EmailFacts[Name],
): EmailContent {
  const { username, reason, day, validSeconds, url, code, context }: AnyFacts = facts;
  const texts = {
    ...(username !== undefined && { username }),
    ...(reason !== undefined && { reason }),
    ...(day !== undefined && { day: formatDay(day, language) }),
    ...(validSeconds !== undefined && { duration: formatDuration(validSeconds, language) }),
  };
  const phrases = context ? { origin: formatRequestContext(context, language) } : {};
  return compose(catalogues[language].emails[name], language, { texts, phrases, url, code });
}

/** Composes a notice: what happened on an account, when and from where, and how to undo it. */
export function composeNotice(
  kind: NoticeKind,
  language: Language,
  { username, context, at, report }: NoticeFacts,
): EmailContent {
  const { notices, notice } = catalogues[language];
  const { subject, fact } = notices[kind];
  const words: EmailWords = {
    subject,
    heading: subject,
    paragraphs: [fact, notice.circumstances, ...(report ? [notice.allIsWell] : [])],
    ...(report && { button: notice.button, footnote: notice.footnote }),
  };
  const texts = {
    username,
    ...(report && { duration: formatDuration(report.validSeconds, language) }),
  };
  const phrases = { moment: formatMoment(at, language), origin: formatRequestContext(context, language) };
  return compose(words, language, { texts, phrases, url: report?.url });
}

/** Of words whose facts the caller knows. */
export function compose(words: EmailWords, language: Language, { texts, phrases, url, code }: Told): EmailContent {
  const filled = (text: string) => fill(text, texts, language, phrases);
  const { preview, button, footnote } = words;
  return {
    language,
    direction: directionOf(language),
    subject: filled(words.subject),
    ...(preview !== undefined && { preview: filled(preview) }),
    heading: filled(words.heading),
    ...(code !== undefined && { code: inHalves(code) }),
    paragraphs: words.paragraphs.map(filled),
    ...(button !== undefined && { button: buttonOf(button, language, url) }),
    ...(footnote !== undefined && { footnote: filled(footnote) }),
  };
}

function buttonOf(label: string, language: Language, url: string | undefined): NonNullable<EmailContent['button']> {
  if (url === undefined) throw new TypeError('An email with a button lacks its address');
  return { label, url, fallback: catalogues[language].frame.fallback };
}

/** `1234 5678`: easier to read aloud and to type. */
function inHalves(code: string): string {
  const half = Math.ceil(code.length / 2);
  return `${code.slice(0, half)} ${code.slice(half)}`;
}

import type { Language } from '@pixelboxx/shared';
import type { EmailContent } from '../platform/mail/layout/email.ts';
import type { EmailWords } from './catalogue/catalogue.ts';
import { compose } from './compose.ts';
import { placeholdersIn } from './fill.ts';

export type OwnEmail = Readonly<Record<Language, EmailWords>>;

export interface OwnFacts {
  /** By placeholder. Names and numbers; anybody can write them, and so they contain no line breaks. */
  readonly texts: Readonly<Record<string, string>>;
  /** Where the button leads. */
  readonly url?: string;
}

/** Longer ones are cut off by mailboxes. */
const maxSubjectLength = 59;

/**
 * The words of an email that a feature sends, in its own folder instead of the foundation's catalogue.
 * @throws TypeError if a language has other texts or placeholders than English has, or a text that emails cannot have
 */
export function declareEmail(email: OwnEmail): OwnEmail {
  const english = textsOf(email.en);
  for (const [language, words] of Object.entries(email)) {
    const texts = textsOf(words);
    if (texts.length !== english.length) throw new TypeError(`An email has other texts in ${language} than in English`);
    texts.forEach(([name, text], index) => {
      const [englishName, englishText] = english[index] ?? ['', ''];
      const isSame = name === englishName && placeholdersIn(text).join() === placeholdersIn(englishText).join();
      if (!isSame) throw new TypeError(`An email has other facts in ${language} than in English: “${text}”`);
      if (text.trim() !== text || text === '' || /[<>\n]/.test(text))
        throw new TypeError(`No text of an email: “${text}”`);
    });
    if (words.subject.length > maxSubjectLength) throw new TypeError(`Too long a subject: “${words.subject}”`);
  }
  return email;
}

/** Composes it in the reader's language. @throws TypeError if a placeholder has no fact, or the button no URL. */
export function composeOwnEmail(email: OwnEmail, language: Language, { texts, url }: OwnFacts): EmailContent {
  return compose(email[language], language, { texts, url });
}

/** Its texts by their names, in a fixed order. */
function textsOf({ subject, preview, heading, paragraphs, button, footnote }: EmailWords): [string, string][] {
  const texts = { subject, preview, heading, button, footnote };
  const single = Object.entries(texts).flatMap(([name, text]): [string, string][] =>
    text === undefined ? [] : [[name, text]],
  );
  return [...single, ...paragraphs.map((text): [string, string] => ['paragraph', text])];
}

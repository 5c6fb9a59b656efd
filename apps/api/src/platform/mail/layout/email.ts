import type { Language } from '@pixelboxx/shared';

/** The content of an email. All of it is plain text: the layout escapes it and decides how it looks. */
export interface EmailContent {
  readonly language: Language;
  readonly direction: 'ltr' | 'rtl';
  readonly subject: string;
  /** The line that mailboxes show beside the subject; by default the first paragraph. */
  readonly preview?: string;
  readonly heading: string;
  /** A code that the reader types in elsewhere. */
  readonly code?: string;
  readonly paragraphs: readonly string[];
  /** `fallback` precedes the same URL as text, for programs that show no button. */
  readonly button?: { readonly label: string; readonly url: string; readonly fallback: string };
  /** Small print, such as why this email was sent and what to do if it should not have been. */
  readonly footnote?: string;
}

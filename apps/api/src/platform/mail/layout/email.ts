import type { Language } from '@pixelboxx/shared';

/** What an email says. Plain text throughout: the layout escapes everything and decides how it looks. */
export interface EmailContent {
  readonly language: Language;
  readonly direction: 'ltr' | 'rtl';
  readonly subject: string;
  /** The line that mailboxes show beside the subject; the first paragraph unless given. */
  readonly preview?: string;
  readonly heading: string;
  /** What is to be typed in elsewhere. */
  readonly code?: string;
  readonly paragraphs: readonly string[];
  /** `fallback` stands before the same address in words, for programs that show no button. */
  readonly button?: { readonly label: string; readonly url: string; readonly fallback: string };
  /** Small print, such as why this email came and what to do if it should not have. */
  readonly footnote?: string;
}

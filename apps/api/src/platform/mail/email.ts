/** What an email says. Plain text throughout: the layout escapes everything and decides how it looks. */
export interface EmailContent {
  readonly subject: string;
  /** The line that mailboxes show beside the subject; the first paragraph unless given. */
  readonly preview?: string;
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly button?: { readonly label: string; readonly url: string };
  /** Small print, such as why this email came and what to do if it should not have. */
  readonly footnote?: string;
}

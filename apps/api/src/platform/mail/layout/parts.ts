/** The layout of emails in pieces, in which `[[name]]` is a placeholder for an escaped text. */
export interface LayoutParts {
  readonly opening: string;
  readonly code: string;
  readonly paragraph: string;
  readonly button: string;
  readonly footnote: string;
  readonly closing: string;
}

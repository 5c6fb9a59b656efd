import { applyStoredTheme } from './chosen-theme.ts';

/** First in every page; carries the page's nonce. */
export function ThemeScript({ nonce }: { nonce: string }) {
  // Browsers hide a nonce from whoever reads the page: React finds none there.
  return <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: applyStoredTheme }} />;
}

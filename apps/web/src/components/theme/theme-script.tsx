import { applyStoredTheme } from './chosen-theme.ts';

/** First on every page; has the page's nonce. */
export function ThemeScript({ nonce }: { nonce: string }) {
  // Browsers hide a nonce from scripts that read the page: React finds none there.
  return <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: applyStoredTheme }} />;
}

'use client';
import { ThemeProvider as NextThemeProvider } from 'next-themes';
import type { ReactNode } from 'react';

/** Sets the chosen theme before the first paint, by an inline script that carries the page's nonce. */
export function ThemeProvider({ nonce, children }: { nonce: string; children: ReactNode }) {
  return (
    <NextThemeProvider
      nonce={nonce}
      attribute="data-theme"
      storageKey="pixelboxx:theme"
      enableColorScheme={false}
      disableTransitionOnChange
    >
      {children}
    </NextThemeProvider>
  );
}

import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { readEnv } from '@/env.ts';
import { readSession } from '@/lib/session/read-session.ts';
import { LiveProvider } from '@/lib/live/live-provider.tsx';
import { SessionProvider } from '@/lib/session/session-provider.tsx';
import { SkipLink } from '@/components/layout/skip-link.tsx';
import { fontVariables } from '@/components/theme/fonts.ts';
import { ThemeScript } from '@/components/theme/theme-script.tsx';
import './globals.css';

export function generateMetadata(): Metadata {
  return {
    metadataBase: new URL(readEnv().WEB_ORIGIN),
    title: { default: 'Pixelboxx — your pictures, your people', template: '%s · Pixelboxx' },
    description: 'A calm home for your pictures and the people in them. Choose a name, show your face, stay in charge.',
    applicationName: 'Pixelboxx',
    openGraph: { type: 'website', siteName: 'Pixelboxx' },
  };
}

export const viewport: Viewport = {
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f5faf8' },
    { media: '(prefers-color-scheme: dark)', color: '#0b1516' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get('x-nonce') ?? '';
  return (
    // The theme script sets an attribute here before React looks.
    <html lang="en" className={fontVariables} suppressHydrationWarning>
      <body>
        <ThemeScript nonce={nonce} />
        <SkipLink />
        <SessionProvider initial={await readSession()}>
          <LiveProvider>{children}</LiveProvider>
        </SessionProvider>
      </body>
    </html>
  );
}

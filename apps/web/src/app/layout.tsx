import type { Metadata, Viewport } from 'next';
import { getTranslations } from 'next-intl/server';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { readEnv } from '@/env.ts';
import { readSession } from '@/lib/session/read-session.ts';
import { PageTexts } from '@/lib/page-texts/page-texts.tsx';
import { readLanguage } from '@/lib/page-texts/read-language.ts';
import { directionOf } from '@/lib/texts/shown-language.ts';
import { PageProviders } from '@/components/session/page-providers.tsx';
import { SkipLink } from '@/components/layout/skip-link.tsx';
import { fontVariables } from '@/components/theme/fonts.ts';
import { ThemeScript } from '@/components/theme/theme-script.tsx';
import './globals.css';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pages');
  return {
    metadataBase: new URL(readEnv().WEB_ORIGIN),
    title: { default: t('defaultTitle'), template: '%s · Pixelboxx' },
    description: t('description'),
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
  const language = await readLanguage();
  return (
    // The theme script sets an attribute here before hydration.
    <html lang={language} dir={directionOf(language)} className={fontVariables} suppressHydrationWarning>
      <body>
        <ThemeScript nonce={nonce} />
        <SkipLink />
        <PageTexts of={['common', 'ui']}>
          <PageProviders initial={await readSession()}>{children}</PageProviders>
        </PageTexts>
      </body>
    </html>
  );
}

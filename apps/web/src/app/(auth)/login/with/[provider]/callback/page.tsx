import { getTranslations } from 'next-intl/server';
import type { Metadata } from 'next';
import { ProviderCallback } from '@/features/auth/identities/provider-callback.tsx';
import { PageTexts } from '@/lib/page-texts/page-texts.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pages');
  return { title: t('signingIn'), robots: { index: false } };
}

/** For guests and users alike: accounts are linked here, too. The page is the same for everybody, so it reads no session. */
export default async function CallbackPage({ params }: PageProps<'/login/with/[provider]/callback'>) {
  const { provider } = await params;
  return (
    <PageTexts of={['provider-callback', 'provider-image', 'username', 'second-step']}>
      <ProviderCallback provider={provider} />
    </PageTexts>
  );
}

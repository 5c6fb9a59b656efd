import { getTranslations } from 'next-intl/server';
import { useTranslations } from 'next-intl';
import { deletionGraceDays } from '@pixelboxx/shared';
import type { Metadata } from 'next';
import { AuthHeading, AuthLink } from '@/components/layout/auth-layout.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pages');
  return { title: t('goodbye') };
}

/** The page shown after an account was deleted. */
export default function GoodbyePage() {
  const t = useTranslations('pages');
  return (
    <>
      <AuthHeading title={t('goodbyeTitle')}>
        <p>{t('goodbyeText', { days: deletionGraceDays })}</p>
      </AuthHeading>
      <AuthLink question={t('startOver')} href="/register">
        {t('createAnAccount')}
      </AuthLink>
    </>
  );
}

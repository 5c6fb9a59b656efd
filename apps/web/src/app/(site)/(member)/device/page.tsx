import { PageTexts } from '@/lib/page-texts/page-texts.tsx';
import { getTranslations } from 'next-intl/server';
import { useTranslations } from 'next-intl';
import type { Metadata } from 'next';
import { ApproveDevice } from '@/features/security/device/approve-device.tsx';
import { ReauthenticationProvider } from '@/features/security/reauthentication/reauthentication-provider.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pages');
  return { title: t('connectProgram') };
}

export default function DevicePage() {
  const t = useTranslations('pages');
  return (
    <div className="mx-auto flex max-w-xl flex-col gap-7 px-4 py-10 sm:px-6 sm:py-14">
      <h1 className="font-display text-4xl font-extrabold tracking-[-0.025em]">{t('connectProgram')}</h1>
      <PageTexts of={['security', 'email-code', 'scopes']}>
        <ReauthenticationProvider>
          <ApproveDevice />
        </ReauthenticationProvider>
      </PageTexts>
    </div>
  );
}

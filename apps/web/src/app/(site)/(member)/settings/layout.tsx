import { PageTexts } from '@/lib/page-texts/page-texts.tsx';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { VerificationBanner } from '@/features/auth/email-verification/verification-banner.tsx';
import { SettingsTabs } from '@/features/account/settings/settings-tabs.tsx';
import { ReauthenticationProvider } from '@/features/security/reauthentication/reauthentication-provider.tsx';

export default function SettingsLayout({ children }: { children: ReactNode }) {
  const tCommon = useTranslations('common');
  return (
    <PageTexts
      of={[
        'account',
        'security',
        'email-code',
        'email-verification',
        'security-events',
        'scopes',
        'profile',
        'passwords',
      ]}
    >
      <div className="mx-auto flex max-w-3xl flex-col gap-7 px-4 py-10 sm:px-6 sm:py-14">
        <h1 className="font-display text-4xl font-extrabold tracking-[-0.025em]">{tCommon('settings')}</h1>
        <SettingsTabs />
        <VerificationBanner />
        <ReauthenticationProvider>{children}</ReauthenticationProvider>
      </div>
    </PageTexts>
  );
}

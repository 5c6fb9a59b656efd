import { getTranslations } from 'next-intl/server';
import type { Metadata } from 'next';
import { ChangeEmail } from '@/features/account/change-email.tsx';
import { ChangePassword } from '@/features/account/change-password.tsx';
import { IdentitiesProvider, PasswordSettings } from '@/features/security/identities/identities-provider.tsx';
import { LinkedAccounts } from '@/features/security/identities/linked-accounts.tsx';
import { MfaSettings } from '@/features/security/mfa/mfa.tsx';
import { PersonalTokens } from '@/features/security/tokens/personal-tokens.tsx';
import { readProviders } from '@/lib/identities/read-providers.ts';
import { PageTexts } from '@/lib/page-texts/page-texts.tsx';
import { safeRedirect } from '@/lib/session/safe-redirect.ts';
import { SecurityEvents } from '@/features/security/activity/security-events.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pages');
  return { title: t('securitySettings') };
}

export default async function SecurityPage({ searchParams }: PageProps<'/settings/security'>) {
  const { next } = await searchParams;
  const returnTo = typeof next === 'string' ? safeRedirect(next) : null;
  const providers = await readProviders();
  return (
    <IdentitiesProvider>
      {/* First for users who were sent here for a second factor. */}
      {returnTo !== null && <MfaSettings returnTo={returnTo} />}
      <PasswordSettings>
        <ChangePassword />
      </PasswordSettings>
      <ChangeEmail />
      {returnTo === null && <MfaSettings />}
      <PageTexts of={['provider-image']}>
        <LinkedAccounts providers={providers} />
      </PageTexts>
      <PersonalTokens />
      <SecurityEvents providers={providers} />
    </IdentitiesProvider>
  );
}

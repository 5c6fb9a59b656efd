import { getTranslations } from 'next-intl/server';
import type { Metadata } from 'next';
import { SignInByProvider } from '@/features/auth/identities/sign-in-by-provider.tsx';
import { RegisterForm } from '@/features/auth/register/register-form.tsx';
import { GuestOnly } from '@/components/session/guest-only.tsx';
import { readSignInMethods } from '@/lib/identities/read-providers.ts';
import { PageTexts } from '@/lib/page-texts/page-texts.tsx';
import { redirectSignedIn } from '@/lib/session/read-session.ts';
import { homePath } from '@/lib/session/safe-redirect.ts';
import { AuthHeading, AuthLink } from '@/components/layout/auth-layout.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pages');
  return { title: t('createAccount') };
}

export default async function RegisterPage() {
  const t = await getTranslations('pages');
  await redirectSignedIn();
  return (
    <GuestOnly>
      <PageTexts of={['register', 'username', 'passwords']}>
        <AuthHeading title={t('atHome')}>{t('atHomeText')}</AuthHeading>
        <RegisterForm offered={await readSignInMethods()} />
        <SignInByProvider returnTo={homePath} />
        <AuthLink question={t('haveAccount')} href="/login">
          {t('signIn')}
        </AuthLink>
      </PageTexts>
    </GuestOnly>
  );
}

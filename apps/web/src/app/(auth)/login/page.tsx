import { getTranslations } from 'next-intl/server';
import type { Metadata } from 'next';
import { AuthHeading, AuthLink } from '@/components/layout/auth-layout.tsx';
import { SignInByProvider } from '@/features/auth/identities/sign-in-by-provider.tsx';
import { LoginForm } from '@/features/auth/login/sign-in.tsx';
import { GuestOnly } from '@/components/session/guest-only.tsx';
import { redirectSignedIn } from '@/lib/session/read-session.ts';
import { readSignInMethods } from '@/lib/identities/read-providers.ts';
import { PageTexts } from '@/lib/page-texts/page-texts.tsx';
import { safeRedirect } from '@/lib/session/safe-redirect.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pages');
  return { title: t('signIn') };
}

export default async function LoginPage({ searchParams }: PageProps<'/login'>) {
  const t = await getTranslations('pages');
  const { next } = await searchParams;
  await redirectSignedIn(next);
  const returnTo = safeRedirect(typeof next === 'string' ? next : null);
  return (
    <GuestOnly>
      <PageTexts of={['sign-in', 'email-code', 'second-step']}>
        <AuthHeading title={t('welcomeBack')}>{t('welcomeBackText')}</AuthHeading>
        <LoginForm returnTo={returnTo} offered={await readSignInMethods()}>
          <SignInByProvider returnTo={returnTo} />
          <AuthLink question={t('newHere')} href="/register">
            {t('createAnAccount')}
          </AuthLink>
        </LoginForm>
      </PageTexts>
    </GuestOnly>
  );
}

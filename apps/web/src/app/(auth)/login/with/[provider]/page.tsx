import { getTranslations } from 'next-intl/server';
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { GuestOnly } from '@/components/session/guest-only.tsx';
import { BeginSignIn } from '@/features/auth/identities/begin-sign-in.tsx';
import { readProviders } from '@/lib/identities/read-providers.ts';
import { PageTexts } from '@/lib/page-texts/page-texts.tsx';
import { redirectSignedIn } from '@/lib/session/read-session.ts';
import { safeRedirect } from '@/lib/session/safe-redirect.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pages');
  return { title: t('signIn'), robots: { index: false } };
}

export default async function SignInWithPage({ params, searchParams }: PageProps<'/login/with/[provider]'>) {
  const [{ provider: id }, { next }] = await Promise.all([params, searchParams]);
  await redirectSignedIn(next);
  const provider = (await readProviders()).find((candidate) => candidate.id === id);
  if (!provider) notFound();
  // Another site must not be able to sign users in by sending them here.
  const isOwnLink = (await headers()).get('sec-fetch-site') === 'same-origin';
  return (
    <GuestOnly>
      <PageTexts of={['providers']}>
        <BeginSignIn
          provider={provider}
          returnTo={safeRedirect(typeof next === 'string' ? next : null)}
          isOwnLink={isOwnLink}
        />
      </PageTexts>
    </GuestOnly>
  );
}

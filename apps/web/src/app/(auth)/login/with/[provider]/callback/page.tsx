import type { Metadata } from 'next';
import { ProviderCallback } from '@/features/auth/identities/provider-callback.tsx';

export const metadata: Metadata = { title: 'Signing you in', robots: { index: false } };

/** For guests and users alike: accounts are linked here, too. Says the same to everybody, so that it reads nothing. */
export default async function CallbackPage({ params }: PageProps<'/login/with/[provider]/callback'>) {
  const { provider } = await params;
  return <ProviderCallback provider={provider} />;
}

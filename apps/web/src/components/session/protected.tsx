'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { usePathname, useRouter } from 'next/navigation';
import { useEffect, type ReactNode } from 'react';
import { Splash } from '@/components/layout/splash.tsx';
import { loginPath } from '@/lib/session/safe-redirect.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { Unavailable } from './unavailable.tsx';

/** Shows its content only to signed-in users. In an outage it offers a retry, never the login page. */
export function Protected({ children }: { children: ReactNode }) {
  const t = useTexts('common');
  const { session } = useSession();
  const router = useRouter();
  const pathname = usePathname();
  const { status } = session;

  useEffect(() => {
    if (status === 'signed-out') router.replace(loginPath(pathname + window.location.search));
  }, [status, pathname, router]);

  if (status === 'signed-in') return children;
  if (status === 'unavailable') return <Unavailable>{t('stillSignedIn')}</Unavailable>;
  return <Splash />;
}

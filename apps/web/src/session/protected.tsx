'use client';
import { Button } from '@pixelboxx/ui';
import { usePathname, useRouter } from 'next/navigation';
import { useEffect, useState, type ReactNode } from 'react';
import { Splash } from '@/shell/splash.tsx';
import { StatusPage } from '@/shell/status-page.tsx';
import { loginPath } from './safe-redirect.ts';
import { useSession } from './session-provider.tsx';

/** Shows what is inside to signed-in people only. An outage shows a way to try again, never the login page. */
export function Protected({ children }: { children: ReactNode }) {
  const { session } = useSession();
  const router = useRouter();
  const pathname = usePathname();
  const { status } = session;

  useEffect(() => {
    if (status === 'signed-out') router.replace(loginPath(pathname + window.location.search));
  }, [status, pathname, router]);

  if (status === 'signed-in') return children;
  if (status === 'unavailable') return <Unavailable />;
  return <Splash />;
}

const retryEveryMs = 5_000;

function Unavailable() {
  const { resume } = useSession();
  const [trying, setTrying] = useState(false);
  const tryAgain = async () => {
    setTrying(true);
    await resume();
    setTrying(false);
  };
  useEffect(() => {
    const timer = setInterval(() => void resume(), retryEveryMs);
    return () => clearInterval(timer);
  }, [resume]);
  return (
    <StatusPage title="We can’t reach Pixelboxx right now" live>
      <p>You are still signed in. This page comes back by itself as soon as we get an answer.</p>
      <Button loading={trying} onClick={() => void tryAgain()}>
        Try again
      </Button>
    </StatusPage>
  );
}

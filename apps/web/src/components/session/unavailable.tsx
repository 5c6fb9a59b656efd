'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Button } from '@pixelboxx/ui';
import { useEffect, useState, type ReactNode } from 'react';
import { StatusPage } from '@/components/layout/status-page.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';

const retryEveryMs = 5_000;

/** It cannot be determined who is signed in. Retries automatically; `children` says what is not lost. */
export function Unavailable({ children }: { children: ReactNode }) {
  const t = useTexts('common');
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
    <StatusPage title={t('unavailableTitle')} live>
      <p>
        <span>{children}</span> <span>{t('unavailableText')}</span>
      </p>
      <Button loading={trying} onClick={() => void tryAgain()}>
        {t('tryAgain')}
      </Button>
    </StatusPage>
  );
}

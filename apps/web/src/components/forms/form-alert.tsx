'use client';
import type { Texts } from '@/lib/texts/texts.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Alert, Button, type Elements } from '@pixelboxx/ui';
import { useSyncExternalStore } from 'react';
import { readCheck, subscribeToCheck } from '@/lib/browser-check/browser-check.ts';

interface FormAlertProps {
  failure: string | null;
  waitSeconds: number;
  /** What else can be done about it. */
  children?: Elements;
}

/** What went wrong with the whole form, and for how long to wait when waiting helps. */
export function FormAlert({ failure, waitSeconds, children }: FormAlertProps) {
  const t = useTexts('common');
  if (!failure) return null;
  return (
    <Alert tone={waitSeconds > 0 ? 'warning' : 'danger'} title={failure}>
      {waitSeconds > 0 && <p aria-live="off">{formatWait(t, waitSeconds)}</p>}
      {children}
    </Alert>
  );
}

function formatWait(t: Texts<'common'>, seconds: number): string {
  if (seconds < 60) return t('waitSeconds', { seconds });
  return t('waitMinutes', { time: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}` });
}

/** Says that a form waits for the check that is asked for while the service is under attack, and lets its user stop it. */
export function BrowserCheckStatus() {
  const t = useTexts('common');
  const check = useSyncExternalStore(subscribeToCheck, readCheck, () => null);
  return (
    <>
      {/* There before it has anything to say: screen readers listen to what they know. */}
      <p role="status" className="sr-only">
        {check ? t('checkingBrowser') : ''}
      </p>
      {check && (
        <div className="flex items-center justify-between gap-4 text-[0.9375rem] text-ink-soft">
          <p aria-hidden="true">{t('checkingBrowser')}</p>
          <Button size="small" variant="quiet" onClick={check.cancel}>
            {t('cancel')}
          </Button>
        </div>
      )}
    </>
  );
}

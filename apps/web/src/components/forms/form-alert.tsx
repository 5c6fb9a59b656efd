'use client';
import type { Texts } from '@/lib/texts/texts.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Alert, Button, type Elements } from '@pixelboxx/ui';
import { useSyncExternalStore } from 'react';
import { readCheck, subscribeToCheck } from '@/lib/browser-check/browser-check.ts';

interface FormAlertProps {
  failure: string | null;
  waitSeconds: number;
  /** Other things the user can do about it. */
  children?: Elements;
}

/** The failure of the whole form, and how long to wait if waiting helps. */
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

/** Shows that a form waits for the check that is required while the service is under attack, and lets the user cancel it. */
export function BrowserCheckStatus() {
  const t = useTexts('common');
  const check = useSyncExternalStore(subscribeToCheck, readCheck, () => null);
  return (
    <>
      {/* Present before it has content: screen readers announce changes only in elements they know. */}
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

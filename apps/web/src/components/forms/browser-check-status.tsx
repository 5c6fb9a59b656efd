'use client';
import { Button } from '@pixelboxx/ui';
import { useSyncExternalStore } from 'react';
import { readCheck, subscribeToCheck } from '@/lib/browser-check/browser-check.ts';

const words = 'Checking your browser…';

/** Says that a form waits for the check that is asked for while the service is under attack, and lets its user stop it. */
export function BrowserCheckStatus() {
  const check = useSyncExternalStore(subscribeToCheck, readCheck, () => null);
  return (
    <>
      {/* There before it has anything to say: screen readers listen to what they know. */}
      <p role="status" className="sr-only">
        {check ? words : ''}
      </p>
      {check && (
        <div className="flex items-center justify-between gap-4 text-[0.9375rem] text-ink-soft">
          <p aria-hidden="true">{words}</p>
          <Button size="small" variant="quiet" onClick={check.cancel}>
            Cancel
          </Button>
        </div>
      )}
    </>
  );
}

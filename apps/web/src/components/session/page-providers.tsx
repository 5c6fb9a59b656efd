'use client';
import type { ReactNode } from 'react';
import { LiveProvider } from '@/lib/live/live-provider.tsx';
import { SessionProvider } from '@/lib/session/session-provider.tsx';
import type { SessionState } from '@/lib/session/session-state.ts';

/** Exported here to be part of every page's code, so that the three error pages do not include it three times. */
export { FailurePage } from '@/components/layout/failure-page.tsx';

/** Provides every page with the session and with live updates. */
export function PageProviders({ initial, children }: { initial: SessionState; children: ReactNode }) {
  return (
    <SessionProvider initial={initial}>
      <LiveProvider>{children}</LiveProvider>
    </SessionProvider>
  );
}

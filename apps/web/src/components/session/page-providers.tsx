'use client';
import type { ReactNode } from 'react';
import { LiveProvider } from '@/lib/live/live-provider.tsx';
import { SessionProvider } from '@/lib/session/session-provider.tsx';
import type { SessionState } from '@/lib/session/session-state.ts';

/** Part of every page's code with what stands here, so that the three pages of failures do not bring it three times. */
export { FailurePage } from '@/components/layout/failure-page.tsx';

/** What knows who is signed in and what happens, around every page. */
export function PageProviders({ initial, children }: { initial: SessionState; children: ReactNode }) {
  return (
    <SessionProvider initial={initial}>
      <LiveProvider>{children}</LiveProvider>
    </SessionProvider>
  );
}

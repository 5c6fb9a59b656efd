'use client';
import type { ReactNode } from 'react';
import { useCurrentUser } from '@/lib/session/session-provider.tsx';
import { StatusPage } from '@/components/layout/status-page.tsx';

/** For those who look after the platform. Others learn nothing; the API refuses them every call anyway. */
export function StaffOnly({ children }: { children: ReactNode }) {
  const { role } = useCurrentUser();
  if (role !== 'USER') return children;
  return (
    <StatusPage title="This page is not in the box">
      <p>The address may be misspelled, or what was here has moved.</p>
    </StatusPage>
  );
}

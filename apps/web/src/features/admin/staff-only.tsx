'use client';
import type { ReactNode } from 'react';
import { useCurrentUser } from '@/lib/session/session-provider.tsx';
import { isStaff } from '@/components/layout/staff-pages.tsx';
import { StatusPage } from '@/components/layout/status-page.tsx';

/** For those who look after the platform, or administrators only. Others learn nothing; the API refuses them every call anyway. */
export function StaffOnly({ atLeast = 'MOD', children }: { atLeast?: 'MOD' | 'ADMIN'; children: ReactNode }) {
  const { role } = useCurrentUser();
  if (isStaff(role, atLeast)) return children;
  return (
    <StatusPage title="This page is not in the box">
      <p>The address may be misspelled, or what was here has moved.</p>
    </StatusPage>
  );
}

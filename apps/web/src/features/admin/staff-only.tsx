'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { ReactNode } from 'react';
import { useCurrentUser } from '@/lib/session/session-provider.tsx';
import { isStaff } from '@/components/layout/staff-pages.tsx';
import { StatusPage } from '@/components/layout/status-page.tsx';

/** For those who look after the platform, or administrators only. Others learn nothing; the API refuses them every call anyway. */
export function StaffOnly({ atLeast = 'MOD', children }: { atLeast?: 'MOD' | 'ADMIN'; children: ReactNode }) {
  const t = useTexts('admin');
  const { role } = useCurrentUser();
  if (isStaff(role, atLeast)) return children;
  return (
    <StatusPage title={t('notInBox')}>
      <p>{t('notInBoxText')}</p>
    </StatusPage>
  );
}

'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { ReactNode } from 'react';
import { useCurrentUser } from '@/lib/session/session-provider.tsx';
import { isStaff } from '@/components/layout/staff-pages.tsx';
import { StatusPage } from '@/components/layout/status-page.tsx';

/** For staff, or for administrators only. Others see nothing; the API refuses all their calls anyway. */
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

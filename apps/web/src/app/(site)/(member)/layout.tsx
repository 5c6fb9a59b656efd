import type { ReactNode } from 'react';
import { SecurityNotice } from '@/features/security/activity/security-notice.tsx';
import { Protected } from '@/components/session/protected.tsx';
import { requireSession } from '@/lib/session/read-session.ts';
import { NeedsScript } from '@/components/layout/needs-script.tsx';

export default async function MemberLayout({ children }: { children: ReactNode }) {
  await requireSession();
  return (
    <>
      <div className="mx-auto max-w-6xl px-4 sm:px-6">
        <NeedsScript />
      </div>
      <Protected>{children}</Protected>
      <SecurityNotice />
    </>
  );
}

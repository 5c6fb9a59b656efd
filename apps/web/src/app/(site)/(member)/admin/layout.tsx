import { PageTexts } from '@/lib/page-texts/page-texts.tsx';
import type { ReactNode } from 'react';
import { slotTexts } from '@/generated/slot-texts.ts';
import { AdminTabs } from '@/features/admin/admin-tabs.tsx';
import { MfaGate } from '@/features/admin/mfa-gate.tsx';
import { StaffOnly } from '@/features/admin/staff-only.tsx';
import { ReauthenticationProvider } from '@/features/security/reauthentication/reauthentication-provider.tsx';

export default function AdminLayout({ children }: { children: ReactNode }) {
  return (
    <PageTexts
      of={[
        'admin',
        'moderation',
        'webhooks',
        'failed-events',
        'suppressed-addresses',
        'email-code',
        'security-events',
        'attacks',
        'audit',
        'security',
        ...slotTexts.featureStaffPages,
      ]}
    >
      <StaffOnly>
        <div className="mx-auto flex max-w-3xl flex-col gap-7 px-4 py-10 sm:px-6 sm:py-14">
          <AdminTabs />
          <ReauthenticationProvider>
            <MfaGate>{children}</MfaGate>
          </ReauthenticationProvider>
        </div>
      </StaffOnly>
    </PageTexts>
  );
}

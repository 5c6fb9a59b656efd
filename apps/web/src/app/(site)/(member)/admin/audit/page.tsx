import type { Metadata } from 'next';
import { StaffOnly } from '@/features/admin/staff-only.tsx';
import { AuditExport } from '@/features/audit/audit-export.tsx';

export const metadata: Metadata = { title: 'Audit trail', robots: { index: false } };

export default function AuditPage() {
  return (
    <StaffOnly atLeast="ADMIN">
      <h1 className="font-display text-4xl font-extrabold tracking-[-0.025em]">Audit trail</h1>
      <AuditExport />
    </StaffOnly>
  );
}

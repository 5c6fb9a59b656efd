import type { Metadata } from 'next';
import { StaffOnly } from '@/features/admin/staff-only.tsx';
import { Webhooks } from '@/features/webhooks/webhooks.tsx';

export const metadata: Metadata = { title: 'Webhooks', robots: { index: false } };

export default function WebhooksPage() {
  return (
    <StaffOnly atLeast="ADMIN">
      <h1 className="font-display text-4xl font-extrabold tracking-[-0.025em]">Webhooks</h1>
      <Webhooks />
    </StaffOnly>
  );
}

import type { Metadata } from 'next';
import { StaffOnly } from '@/features/admin/staff-only.tsx';
import { ProofSwitch } from '@/features/attacks/proof-switch.tsx';

export const metadata: Metadata = { title: 'Attacks', robots: { index: false } };

export default function AttacksPage() {
  return (
    <StaffOnly atLeast="ADMIN">
      <h1 className="font-display text-4xl font-extrabold tracking-[-0.025em]">Attacks</h1>
      <ProofSwitch />
    </StaffOnly>
  );
}

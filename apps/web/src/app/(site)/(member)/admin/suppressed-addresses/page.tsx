import type { Metadata } from 'next';
import { StaffOnly } from '@/features/admin/staff-only.tsx';
import { SuppressedAddresses } from '@/features/suppressed-addresses/suppressed-addresses.tsx';

export const metadata: Metadata = { title: 'Suppressed addresses', robots: { index: false } };

export default function SuppressedAddressesPage() {
  return (
    <StaffOnly atLeast="ADMIN">
      <h1 className="font-display text-4xl font-extrabold tracking-[-0.025em]">Suppressed addresses</h1>
      <SuppressedAddresses />
    </StaffOnly>
  );
}

import { getTranslations } from 'next-intl/server';
import { useTranslations } from 'next-intl';
import type { Metadata } from 'next';
import { StaffOnly } from '@/features/admin/staff-only.tsx';
import { SuppressedAddresses } from '@/features/suppressed-addresses/suppressed-addresses.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('common');
  return { title: t('suppressedAddresses'), robots: { index: false } };
}

export default function SuppressedAddressesPage() {
  const tCommon = useTranslations('common');
  return (
    <StaffOnly atLeast="ADMIN">
      <h1 className="font-display text-4xl font-extrabold tracking-[-0.025em]">{tCommon('suppressedAddresses')}</h1>
      <SuppressedAddresses />
    </StaffOnly>
  );
}

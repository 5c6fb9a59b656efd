import { getTranslations } from 'next-intl/server';
import { useTranslations } from 'next-intl';
import type { Metadata } from 'next';
import { StaffOnly } from '@/features/admin/staff-only.tsx';
import { ProofSwitch } from '@/features/attacks/proof-switch.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('common');
  return { title: t('attacks'), robots: { index: false } };
}

export default function AttacksPage() {
  const tCommon = useTranslations('common');
  return (
    <StaffOnly atLeast="ADMIN">
      <h1 className="font-display text-4xl font-extrabold tracking-[-0.025em]">{tCommon('attacks')}</h1>
      <ProofSwitch />
    </StaffOnly>
  );
}

import { getTranslations } from 'next-intl/server';
import { useTranslations } from 'next-intl';
import type { Metadata } from 'next';
import { Overview } from '@/features/admin/overview.tsx';
import { UserList } from '@/features/admin/users.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('common');
  return { title: t('people'), robots: { index: false } };
}

export default function UsersPage() {
  const tCommon = useTranslations('common');
  return (
    <>
      <h1 className="font-display text-4xl font-extrabold tracking-[-0.025em]">{tCommon('people')}</h1>
      <Overview />
      <UserList />
    </>
  );
}

import { getTranslations } from 'next-intl/server';
import type { Metadata } from 'next';
import { DeleteAccount } from '@/features/account/delete-account.tsx';
import { DataExport } from '@/features/account/data-export/data-export.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pages');
  return { title: t('yourData') };
}

export default function DataPage() {
  return (
    <>
      <DataExport />
      <DeleteAccount />
    </>
  );
}

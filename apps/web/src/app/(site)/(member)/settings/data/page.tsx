import type { Metadata } from 'next';
import { DeleteAccount } from '@/features/account/delete-account.tsx';
import { DataExport } from '@/features/account/data-export/data-export.tsx';

export const metadata: Metadata = { title: 'Your data' };

export default function DataPage() {
  return (
    <>
      <DataExport />
      <DeleteAccount />
    </>
  );
}

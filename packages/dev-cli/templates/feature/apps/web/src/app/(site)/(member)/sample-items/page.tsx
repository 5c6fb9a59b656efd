import type { Metadata } from 'next';
import { SampleItems } from '@/features/sample-items/index.ts';

export const metadata: Metadata = { title: 'Sample items' };

export default function SampleItemsPage() {
  return (
    <div className="mx-auto flex max-w-2xl flex-col gap-6 px-4 py-10 sm:px-6 sm:py-14">
      <h1 className="font-display text-3xl font-bold">Sample items</h1>
      <SampleItems />
    </div>
  );
}

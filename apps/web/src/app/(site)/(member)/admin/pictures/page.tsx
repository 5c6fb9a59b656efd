import type { Metadata } from 'next';
import { ImageQueue } from '@/features/moderation/image-queue.tsx';

export const metadata: Metadata = { title: 'Pictures to review', robots: { index: false } };

export default function ImagesPage() {
  return (
    <>
      <h1 className="font-display text-4xl font-extrabold tracking-[-0.025em]">Pictures</h1>
      <ImageQueue />
    </>
  );
}

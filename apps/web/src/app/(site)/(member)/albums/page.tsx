import type { Metadata } from 'next';
import { Albums } from '@/features/albums/index.ts';

export const metadata: Metadata = { title: 'Albums' };

export default function AlbumsPage() {
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-6 px-4 py-10 sm:px-6 sm:py-14">
      <h1 className="font-display text-4xl font-extrabold tracking-[-0.025em]">Albums</h1>
      <Albums />
    </div>
  );
}

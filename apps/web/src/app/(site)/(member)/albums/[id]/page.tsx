import type { Metadata } from 'next';
import { AlbumView } from '@/features/albums/index.ts';

export const metadata: Metadata = { title: 'Album' };

export default async function AlbumPage({ params }: PageProps<'/albums/[id]'>) {
  const { id } = await params;
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-6 px-4 py-10 sm:px-6 sm:py-14">
      <AlbumView key={id} id={id} />
    </div>
  );
}

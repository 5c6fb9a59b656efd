import { GalleryLoading } from '@/features/gallery/gallery-loading.tsx';

export default function Loading() {
  return <GalleryLoading />;
}

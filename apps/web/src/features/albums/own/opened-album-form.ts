import dynamic from 'next/dynamic';
import { retryImport } from '@/lib/loading/retry-import.ts';

/** The form of an album, fetched with what forms are made of once somebody opens it. */
export const OpenedAlbumForm = dynamic(() =>
  retryImport(() => import('./album-form.tsx')).then(({ AlbumForm }) => AlbumForm),
);

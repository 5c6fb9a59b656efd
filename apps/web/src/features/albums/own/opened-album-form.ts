import { later } from '@/components/loading/later.tsx';

/** The form of an album, fetched with what forms are made of once somebody opens it. */
export const OpenedAlbumForm = later(() => import('./album-form.tsx').then(({ AlbumForm }) => AlbumForm));

import { later } from '@/components/loading/later.tsx';

/** The form of an album, loaded with the form components when a user opens it. */
export const OpenedAlbumForm = later(() => import('./album-form.tsx').then(({ AlbumForm }) => AlbumForm));

export { AlbumView } from './own/album-view.tsx';
export { Albums } from './own/albums.tsx';

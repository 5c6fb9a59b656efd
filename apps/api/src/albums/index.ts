/** Albums: what other features may use of them. */
export { AlbumsModule } from './albums.module.ts';

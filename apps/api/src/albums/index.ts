/** What other features can use of albums. */
export { AlbumsModule } from './albums.module.ts';

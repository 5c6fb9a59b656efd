/** What owners change about their uploads. */
export { EditingModule } from './editing.module.ts';

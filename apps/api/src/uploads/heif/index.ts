/** HEIF, as written by phones. */
export { type HeifHeader, isHeif, readHeifHeader } from './container.ts';

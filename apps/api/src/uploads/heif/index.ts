/** HEIF, as phones write it. */
export { type HeifHeader, isHeif, readHeifHeader } from './container.ts';

import { clsx } from 'clsx';

/** Joins class names. No two of them may set the same property: then the stylesheet's order would decide. */
export const cn = clsx;

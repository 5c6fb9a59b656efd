import { clsx } from 'clsx';

/** Joins class names. No two of them may set the same property: otherwise the stylesheet's order would decide. */
export const cn = clsx;

import { fieldError } from '../errors/app-error.ts';

/** Where a page of a list ended that is sorted by time, and by id among equals. */
export interface TimePosition {
  readonly createdAt: Date;
  readonly id: string;
}

const pattern = /^(\d{1,14})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export function writeTimeCursor({ createdAt, id }: TimePosition): string {
  return `${createdAt.getTime()}.${id}`;
}

/** @throws AppError VALIDATION_ERROR for what no page ended with. */
export function readTimeCursor(cursor: string): TimePosition {
  const [, milliseconds, id] = pattern.exec(cursor) ?? [];
  if (milliseconds === undefined || id === undefined) throw fieldError('cursor', 'This is not a cursor of this list.');
  return { createdAt: new Date(Number(milliseconds)), id };
}

/** A condition for what comes after a position in a list, the latest first. The first part lets the index help. */
export function olderThan({ createdAt, id }: TimePosition) {
  return { createdAt: { lte: createdAt }, OR: [{ createdAt: { lt: createdAt } }, { id: { lt: id } }] };
}

/** As `olderThan`, for a list that begins with the oldest. */
export function newerThan({ createdAt, id }: TimePosition) {
  return { createdAt: { gte: createdAt }, OR: [{ createdAt: { gt: createdAt } }, { id: { gt: id } }] };
}

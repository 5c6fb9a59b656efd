import { type ErrorBody, streamError, streamGap, streamRetryMs } from '@pixelboxx/shared';
import type { z } from 'zod';
import type { StreamItem } from './stream-item.ts';

/** Sent first: bytes that show the client at once that it is connected. */
export const openingFrame = `retry: ${streamRetryMs}\n\n`;

/** A comment, which clients ignore. */
export const heartbeatFrame = ':\n\n';

export function errorFrame(error: ErrorBody): string {
  return `event: ${streamError}\ndata: ${JSON.stringify(error)}\n\n`;
}

/**
 * The text of an item, with only the declared fields of an event. JSON contains no line ends, so `data` is one line.
 * @throws ZodError for an event that does not fit; Error for an id that cannot be sent
 */
export function frameOf(
  item: StreamItem,
  schema: z.ZodType<{ readonly type: string; readonly data: unknown }>,
): string {
  const { id } = item;
  if (id !== undefined && /[\r\n\0]/.test(id)) throw new Error('The id of a stream must be one line');
  const place = id === undefined ? '' : `id: ${id}\n`;
  if (item.type === undefined) return `${place}\n`;
  if (item.type === streamGap) return `${place}event: ${streamGap}\ndata: {}\n\n`;
  const { type, data } = schema.parse({ type: item.type, data: 'data' in item ? item.data : undefined });
  return `${place}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

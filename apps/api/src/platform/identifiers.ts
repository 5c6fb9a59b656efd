import { randomFillSync } from 'node:crypto';
import { z } from 'zod';

/** Random bytes cost time by the call, not by the byte, and every request takes an id: so for many ids at once. */
const pool = Buffer.allocUnsafe(16 * 256);
let used = pool.length;

/** UUID version 7 (RFC 9562 5.7): sorts by time of creation, so that indexes grow at one end. */
export function uuidv7(now: number = Date.now()): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = pool.subarray(used, (used += 16));
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Whether it could be the id of a row. */
export function isId(text: string): boolean {
  return z.uuid().safeParse(text).success;
}

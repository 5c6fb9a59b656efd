import { randomFillSync } from 'node:crypto';
import { z } from 'zod';

/** Random bytes and their conversion to text cost per call, not per byte, and every request needs an id: so many are made at once. */
const digitsOfOne = 20;
const bytes = Buffer.allocUnsafe((digitsOfOne / 2) * 256);
let digits = '';
let used = 0;

/** Ids of the same millisecond share a prefix. */
let prefixMs = -1;
let prefix = '';

/** UUID version 7 (RFC 9562 5.7): sorts by creation time, so that indexes grow at one end. */
export function uuidv7(now: number = Date.now()): string {
  if (used === digits.length) {
    digits = randomFillSync(bytes).toString('hex');
    used = 0;
  }
  if (now !== prefixMs) {
    const time = now.toString(16).padStart(12, '0');
    prefix = `${time.slice(0, 8)}-${time.slice(8)}-7`;
    prefixMs = now;
  }
  const at = used;
  used += digitsOfOne;
  // The two bits of the variant are 10.
  const variant = ((Number.parseInt(digits.charAt(at + 3), 16) & 0x3) | 0x8).toString(16);
  return `${prefix}${digits.slice(at, at + 3)}-${variant}${digits.slice(at + 4, at + 7)}-${digits.slice(at + 8, at + 20)}`;
}

/** Whether it could be the id of a row. */
export function isId(text: string): boolean {
  return z.uuid().safeParse(text).success;
}

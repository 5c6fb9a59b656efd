import { hash } from 'node:crypto';

/** SHA-256 as 64 lower-case hex digits: how tokens of 32 random bytes are stored. Not for passwords. */
export function sha256Hex(data: string | Buffer): string {
  return hash('sha256', data, 'hex');
}

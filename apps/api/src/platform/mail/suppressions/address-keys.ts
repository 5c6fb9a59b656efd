import { createHmac } from 'node:crypto';
import { deriveKeys, type KeyRing } from '../../crypto/key-ring.ts';

/** Keys for finding addresses that are not stored: HMAC-SHA256, as hex. */
export class AddressKeys {
  private readonly keys: readonly [current: Buffer, ...former: Buffer[]];

  constructor(ring: KeyRing) {
    this.keys = deriveKeys(ring, 'suppressed addresses');
  }

  /** One for each key of the ring, the current one first. The case of the address does not matter. */
  of(address: string): [current: string, ...former: string[]] {
    const [current, ...former] = this.keys;
    return [keyUnder(current, address), ...former.map((key) => keyUnder(key, address))];
  }
}

function keyUnder(key: Buffer, address: string): string {
  return createHmac('sha256', key).update(address.toLowerCase()).digest('hex');
}

/** `ada@example.com` is `a…@example.com`: enough to recognize for anyone who knows the address. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const [first = ''] = address;
  return `${first}…${address.slice(at)}`;
}

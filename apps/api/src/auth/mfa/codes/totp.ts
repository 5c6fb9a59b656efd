import { Secret, TOTP } from 'otpauth';

/** RFC 4226 4, requirement 6: at least 128 bits, 160 recommended. */
const seedBytes = 20;
const periodSeconds = 30;
/** Accepted steps before and after the current one, for clocks that differ (RFC 6238 5.2). */
const window = 1;

const issuer = 'Pixelboxx';

export function newSeed(): Uint8Array {
  return new Secret({ size: seedBytes }).bytes;
}

/** What an authenticator app needs: the seed in base32, and everything as a URI for a QR code. */
export function describeSeed(seed: Uint8Array, accountName: string): { secret: string; uri: string } {
  const totp = totpOf(seed, accountName);
  return { secret: totp.secret.base32, uri: totp.toString() };
}

/**
 * The time step (of 30 seconds since 1970) that this code belongs to, or null. Codes of neighboring steps are compared
 * in constant time.
 */
export function stepOfCode(seed: Uint8Array, code: string, timestampMs: number): number | null {
  const delta = totpOf(seed).validate({ token: code, timestamp: timestampMs, window });
  return delta === null ? null : Math.floor(timestampMs / 1000 / periodSeconds) + delta;
}

/** SHA-1, six digits, 30 seconds: the only parameters that every app supports. HMAC does not need collision resistance. */
function totpOf(seed: Uint8Array, label = ''): TOTP {
  const { buffer, byteOffset, byteLength } = seed;
  const secret = new Secret({ buffer: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer });
  return new TOTP({ issuer, label, algorithm: 'SHA1', digits: 6, period: periodSeconds, secret });
}

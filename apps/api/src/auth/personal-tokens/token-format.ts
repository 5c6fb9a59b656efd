import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** The prefix of every token, by which secret scanners recognize it (`personalTokenPattern` of the contract). */
export const tokenPrefix = 'pxb_';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const base = BigInt(digits.length);
/** 62^43 is more than 2^256, and 62^6 more than 2^32. */
const secretLength = 43;
const checksumLength = 6;
const form = new RegExp(`^${tokenPrefix}([0-9A-Za-z]{${secretLength}})([0-9A-Za-z]{${checksumLength}})$`);

/** A new token: 256 random bits, and a checksum that reveals mistyped, truncated or invented tokens without asking Postgres. */
export function newPersonalToken(): string {
  const secret = base62(BigInt(`0x${randomBytes(32).toString('hex')}`), secretLength);
  return `${tokenPrefix}${secret}${checksumOf(secret)}`;
}

/** Whether the text has the form of a token; says nothing about whether the token exists. */
export function isWellFormed(text: string): boolean {
  const [, secret = '', checksum] = form.exec(text) ?? [];
  return checksum !== undefined && checksum === checksumOf(secret);
}

function checksumOf(secret: string): string {
  return base62(BigInt(crc32(secret)), checksumLength);
}

/** The number in base 62, the most significant digit first, padded with zeros. */
function base62(number: bigint, length: number): string {
  let rest = number;
  let text = '';
  while (rest > 0n) {
    text = digits.charAt(Number(rest % base)) + text;
    rest /= base;
  }
  return text.padStart(length, '0');
}

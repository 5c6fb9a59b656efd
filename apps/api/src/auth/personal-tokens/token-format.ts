import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** What every token begins with, so that scanners for secrets know it (`personalTokenPattern` of the contract). */
export const tokenPrefix = 'pxb_';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const base = BigInt(digits.length);
/** 62^43 is more than 2^256, and 62^6 more than 2^32. */
const secretLength = 43;
const checksumLength = 6;
const form = new RegExp(`^${tokenPrefix}([0-9A-Za-z]{${secretLength}})([0-9A-Za-z]{${checksumLength}})$`);

/** A new token: 256 random bits, and a checksum by which one that was mistyped, cut or made up is known without asking Postgres. */
export function newPersonalToken(): string {
  const secret = base62(BigInt(`0x${randomBytes(32).toString('hex')}`), secretLength);
  return `${tokenPrefix}${secret}${checksumOf(secret)}`;
}

/** Whether it could be a token of ours: says nothing about whether it is one. */
export function isWellFormed(text: string): boolean {
  const [, secret = '', checksum] = form.exec(text) ?? [];
  return checksum !== undefined && checksum === checksumOf(secret);
}

function checksumOf(secret: string): string {
  return base62(BigInt(crc32(secret)), checksumLength);
}

/** The number in base 62, the most significant digit first, filled up with zeros. */
function base62(number: bigint, length: number): string {
  let rest = number;
  let text = '';
  while (rest > 0n) {
    text = digits.charAt(Number(rest % base)) + text;
    rest /= base;
  }
  return text.padStart(length, '0');
}

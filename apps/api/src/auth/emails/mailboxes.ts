import type { Config } from '../../platform/config/config.ts';
import { sha256Hex } from '../../platform/crypto/digests.ts';
import { fieldError } from '../../platform/errors/app-error.ts';

/** Nobody can ever have a mailbox there (RFC 2606, RFC 6761). */
const reservedDomains = new Set(['invalid', 'test', 'example', 'localhost']);

/** These read `a.b` and `ab` as one mailbox. */
const dotlessDomains = new Set(['gmail.com', 'googlemail.com']);

/**
 * Development and tests use such addresses; in production nothing could be mailed to them.
 * @throws AppError VALIDATION_ERROR on `email`.
 */
export function assertPublicDomain(email: string, environment: Config['environment']): void {
  const domain = email.slice(email.lastIndexOf('@') + 1);
  const topLevel = domain.slice(domain.lastIndexOf('.') + 1).toLowerCase();
  if (environment !== 'production' || !reservedDomains.has(topLevel)) return;
  throw fieldError('email', 'Nobody can receive e-mail at this address.');
}

/**
 * What is counted where emails to one mailbox are limited: `me+1@example.com` and `me+2@example.com` are one. Only ever a
 * key of a counter; the address that is written to stays as it was given. SHA-256, as hex.
 */
export function mailboxKey(email: string): string {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1).toLowerCase();
  const [name = ''] = email.slice(0, at).toLowerCase().split('+');
  const isDotless = dotlessDomains.has(domain);
  const mailbox = isDotless ? `${name.replaceAll('.', '')}@gmail.com` : `${name}@${domain}`;
  return sha256Hex(mailbox);
}

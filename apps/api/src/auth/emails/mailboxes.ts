import type { Config } from '../../platform/config/config.ts';
import { sha256Hex } from '../../platform/crypto/digests.ts';
import { fieldError } from '../../platform/errors/app-error.ts';

/** Domains in which nobody can have a mailbox (RFC 2606, RFC 6761). */
const reservedDomains = new Set(['invalid', 'test', 'example', 'localhost']);

/** These domains treat `a.b` and `ab` as one mailbox. */
const dotlessDomains = new Set(['gmail.com', 'googlemail.com']);

/**
 * Refuses reserved domains in production, where nothing could be mailed to them; development and tests use them.
 * @throws AppError VALIDATION_ERROR on `email`.
 */
export function assertPublicDomain(email: string, environment: Config['environment']): void {
  const domain = email.slice(email.lastIndexOf('@') + 1);
  const topLevel = domain.slice(domain.lastIndexOf('.') + 1).toLowerCase();
  if (environment !== 'production' || !reservedDomains.has(topLevel)) return;
  throw fieldError('email', 'Nobody can receive e-mail at this address.');
}

/**
 * The counter key of a mailbox for limits on emails: `me+1@example.com` and `me+2@example.com` are the same. Only ever
 * used as a key; emails go to the address as it was given. SHA-256, as hex.
 */
export function mailboxKey(email: string): string {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1).toLowerCase();
  const [name = ''] = email.slice(0, at).toLowerCase().split('+');
  const isDotless = dotlessDomains.has(domain);
  const mailbox = isDotless ? `${name.replaceAll('.', '')}@gmail.com` : `${name}@${domain}`;
  return sha256Hex(mailbox);
}

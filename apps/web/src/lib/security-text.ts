import type { Env } from '@/env.ts';

/** A file that nobody looks after any more should say so: RFC 9116 (2.5.5) asks for less than a year. */
const validDays = 180;

/** Whom to tell of a weakness, by RFC 9116; null where the installation names nobody. */
export function securityText(
  { SECURITY_CONTACT: contacts, SECURITY_POLICY: policy, WEB_ORIGIN: origin }: Env,
  now: Date,
): string | null {
  if (contacts.length === 0) return null;
  const expires = new Date(now);
  expires.setUTCDate(expires.getUTCDate() + validDays);
  expires.setUTCHours(0, 0, 0, 0);
  const fields = [
    ...contacts.map((contact) => `Contact: ${contact}`),
    `Expires: ${expires.toISOString().replace('.000', '')}`,
    `Canonical: ${origin}/.well-known/security.txt`,
    ...(policy ? [`Policy: ${policy}`] : []),
  ];
  return `${fields.join('\n')}\n`;
}

import type { Env } from '@/env.ts';

/** A file that is no longer maintained should say so: RFC 9116 (2.5.5) recommends less than a year. */
const validDays = 180;

/** The contacts for reporting a vulnerability, in the format of RFC 9116; null if none is configured. */
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

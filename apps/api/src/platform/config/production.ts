import type { Environment } from './environment.ts';

/** Secrets that stand in `.env.example` and other public places: known to everyone, so never to be used for real. */
const sampleSecrets = /^(change-?me|example|sample|secret|AAAA)/i;

const secretNames = ['REFRESH_TOKEN_SECRET', 'FILE_URL_SECRET', 'DEVICE_COOKIE_SECRET', 'DATA_ENCRYPTION_KEY'] as const;

/**
 * What is acceptable while developing and dangerous in production (OWASP ASVS 5.0: 13.2.3, 13.4.2).
 * `ALLOW_EMBEDDED` says that one machine is meant, where embedded services and plain http on localhost are right.
 */
export function findProductionFaults(values: Environment): string[] {
  const faults: string[] = [];
  for (const name of secretNames) {
    if (sampleSecrets.test(values[name])) faults.push(`${name} is a sample value; generate your own`);
    if (new Set(Buffer.from(values[name], 'base64url')).size < 8) faults.push(`${name} is not random`);
  }
  const distinct = new Set(secretNames.map((name) => values[name]));
  if (distinct.size < secretNames.length) faults.push(`${secretNames.join(', ')} must all differ`);
  if (values.ALLOW_EMBEDDED) return faults;

  const embedded = [
    ['REDIS_URL', values.REDIS_URL],
    ['S3_BUCKET', values.S3_BUCKET],
    ['SMTP_URL', values.SMTP_URL],
  ] as const;
  for (const [name, value] of embedded) {
    if (value === undefined) faults.push(`${name} is required in production (or ALLOW_EMBEDDED=true for one machine)`);
  }
  if (!values.WEB_ORIGIN.startsWith('https:')) {
    faults.push('WEB_ORIGIN must start with https:// in production (cookies would travel in clear)');
  }
  return faults;
}

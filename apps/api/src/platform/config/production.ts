import { splitKeys } from '../crypto/key-ring.ts';
import type { Environment } from './environment.ts';
import { isLoopbackHost, isPrivateHost } from '@pixelboxx/node-kit';

/** Secrets from `.env.example` and other public places: everyone knows them, so they must never be used in production. */
const sampleSecrets = /^(change-?me|example|sample|secret|AAAA)/i;

const secretNames = ['REFRESH_TOKEN_SECRET', 'FILE_URL_SECRET', 'DEVICE_COOKIE_SECRET', 'DATA_ENCRYPTION_KEY'] as const;

/**
 * What is acceptable during development and dangerous in production (OWASP ASVS 5.0: 13.2.3, 13.4.2). `ALLOW_EMBEDDED`
 * declares a single machine, on which embedded services are fine, and plain http as long as it never leaves that
 * machine; `ALLOW_HTTP_LAN` allows it to leave, into a network of the operator.
 */
export function findProductionFaults(values: Environment): string[] {
  const faults: string[] = [];
  const keys = secretNames.flatMap((name) => splitKeys(values[name]).map((key) => ({ name, key })));
  for (const { name, key } of keys) {
    if (sampleSecrets.test(key)) faults.push(`${name} is a sample value; generate your own`);
    if (new Set(Buffer.from(key, 'base64url')).size < 8) faults.push(`${name} is not random`);
  }
  if (new Set(keys.map(({ key }) => key)).size < keys.length) faults.push(`${secretNames.join(', ')} must all differ`);
  faults.push(...findPlainHttp(values));
  if (values.ALLOW_EMBEDDED) return faults;

  const embedded = [
    ['REDIS_URL', values.REDIS_URL],
    ['S3_BUCKET', values.S3_BUCKET],
    ['SMTP_URL', values.SMTP_URL],
  ] as const;
  for (const [name, value] of embedded) {
    if (value === undefined) faults.push(`${name} is required in production (or ALLOW_EMBEDDED=true for one machine)`);
  }
  return faults;
}

/** Plain http shows passwords and cookies to everyone on the way. */
function findPlainHttp(values: Environment): string[] {
  const isAllowed = (origin: string): boolean => {
    const { protocol, hostname } = new URL(origin);
    if (protocol === 'https:') return true;
    if (!values.ALLOW_EMBEDDED) return false;
    return isLoopbackHost(hostname) || (values.ALLOW_HTTP_LAN && isPrivateHost(hostname));
  };
  const faults: string[] = [];
  const rule =
    'must start with https:// in production (cookies would travel in clear); http:// is for one machine (ALLOW_EMBEDDED=true) under localhost, or under an address of its own network (ALLOW_HTTP_LAN=true)';
  if (!isAllowed(values.WEB_ORIGIN)) faults.push(`WEB_ORIGIN ${rule}`);
  if (!values.CORS_ORIGINS.every(isAllowed)) faults.push(`CORS_ORIGINS ${rule}`);
  return faults;
}

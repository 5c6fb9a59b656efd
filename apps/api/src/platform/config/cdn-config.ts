import { isLoopbackHost, isPrivateHost } from '@pixelboxx/node-kit';
import type { Environment } from './environment.ts';

export interface CloudflareConfig {
  readonly kind: 'cloudflare';
  readonly zoneId: string;
  readonly token: string;
}

export interface WebhookConfig {
  readonly kind: 'webhook';
  readonly url: string;
  readonly token: string;
}

export type CdnConfig = CloudflareConfig | WebhookConfig;

type Names = 'CLOUDFLARE_ZONE_ID' | 'CLOUDFLARE_API_TOKEN' | 'CDN_PURGE_URL' | 'CDN_PURGE_TOKEN';

/** How the CDN is purged; null if there is none, or if its operator purges it. Adds faults to `faults`. */
export function readCdn(faults: string[], values: Pick<Environment, Names>): CdnConfig | null {
  const cloudflare = both(faults, values, 'CLOUDFLARE_ZONE_ID', 'CLOUDFLARE_API_TOKEN');
  const webhook = both(faults, values, 'CDN_PURGE_URL', 'CDN_PURGE_TOKEN');
  if (cloudflare && webhook) {
    faults.push('CLOUDFLARE_ZONE_ID and CDN_PURGE_URL exclude each other: one CDN is purged, in one way');
  }
  if (webhook) faults.push(...findUrlFaults(webhook[0]));
  if (cloudflare) return { kind: 'cloudflare', zoneId: cloudflare[0], token: cloudflare[1] };
  return webhook && { kind: 'webhook', url: webhook[0], token: webhook[1] };
}

function both(faults: string[], values: Pick<Environment, Names>, one: Names, other: Names): [string, string] | null {
  const found = [values[one], values[other]] as const;
  if (found[0] !== undefined && found[1] !== undefined) return [found[0], found[1]];
  if (found[0] !== undefined) faults.push(`${other} is required with ${one}`);
  if (found[1] !== undefined) faults.push(`${one} is required with ${other}`);
  return null;
}

function findUrlFaults(value: string): string[] {
  const { protocol, hostname, username, password } = new URL(value);
  const faults: string[] = [];
  if (username || password) faults.push('CDN_PURGE_URL must not hold credentials: CDN_PURGE_TOKEN is for that');
  if (protocol === 'http:' && !isLoopbackHost(hostname) && !isPrivateHost(hostname)) {
    faults.push('CDN_PURGE_URL must start with https:// outside of a private network: the token would travel in clear');
  }
  return faults;
}

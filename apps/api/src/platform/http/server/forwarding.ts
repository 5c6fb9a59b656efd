import type { KeyRing } from '../../crypto/key-ring.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { timingSafeEqual } from 'node:crypto';
import { BlockList, isIP, isIPv4 } from 'node:net';

/** Header with which a proxy of ours authenticates, whatever its address. */
const proxySecretHeader = 'x-pixelboxx-proxy';

const forwardingHeaders = [
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'forwarded',
  'x-real-ip',
] as const;

/** How many IPs are cached: peers are few and frequent. */
const rememberedMax = 1_000;

/** Addresses and CIDR ranges, IPv4 addresses written as IPv6 included. */
export function createIpList(ranges: readonly string[]): (ip: string) => boolean {
  if (ranges.length === 0) return () => false;
  const list = new BlockList();
  for (const range of ranges) {
    const [ip = '', bits] = range.split('/');
    const family = isIPv4(ip) ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(ip, family);
    else list.addSubnet(ip, Number(bits), family);
  }
  const remembered = new Map<string, boolean>();
  return (ip) => {
    const known = remembered.get(ip);
    if (known !== undefined) return known;
    const isListed = isIP(ip) !== 0 && list.check(ip, isIPv4(ip) ? 'ipv4' : 'ipv6');
    if (remembered.size >= rememberedMax) remembered.clear();
    // The address can come from a header and have any length: no valid one is longer than 45 characters.
    if (ip.length <= 45) remembered.set(ip, isListed);
    return isListed;
  };
}

/**
 * Only proxies at a configured address, or with the shared secret, may state the client's address. From everyone else
 * the headers are removed before anything reads them, so that a client cannot choose the address that limits and
 * records use (OWASP ASVS 5.0: 4.1.3). `onUnknownProxy` is called with an untrusted peer that forwards.
 */
export function registerForwarding(
  server: FastifyInstance,
  trusted: (ip: string) => boolean,
  secrets: KeyRing | null,
  onUnknownProxy?: (peer: string) => void,
): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const { headers, socket } = request.raw;
    const isBelieved = trusted(socket.remoteAddress ?? '') || holdsSecret(request, secrets);
    if (onUnknownProxy && headers['x-forwarded-for'] !== undefined) {
      const peer = isBelieved ? forwarderBehind(String(headers['x-forwarded-for'])) : socket.remoteAddress;
      if (peer !== undefined && !trusted(peer)) onUnknownProxy(peer);
    }
    if (!isBelieved) {
      for (const name of forwardingHeaders) remove(headers, name);
    }
    // Nothing after this needs it, and a removed header cannot be logged.
    remove(headers, proxySecretHeader);
    done();
  });
}

/** A proxy of ours appends its peer's address. If that peer has sent an address too, it is also a proxy. */
function forwarderBehind(forwardedFor: string): string | undefined {
  const named = forwardedFor.split(',');
  return named.length > 1 ? named.at(-1)?.trim() : undefined;
}

/** Checks first: an object from which a property was deleted stays slower to read. */
function remove(headers: object, name: string): void {
  if (name in headers) Reflect.deleteProperty(headers, name);
}

/**
 * For Fastify's `trustProxy`. The peer (hop 0) is always trusted here, since an untrusted one has had its headers
 * removed; behind it, addresses are skipped from the right as long as they are configured proxies.
 */
export function trustHops(trusted: (ip: string) => boolean): (ip: string, hop: number) => boolean {
  return (ip, hop) => hop === 0 || trusted(ip);
}

/** Whether one of our services sent it. */
export function holdsSecret(request: FastifyRequest, secrets: KeyRing | null): boolean {
  const given = request.headers[proxySecretHeader];
  if (!secrets || typeof given !== 'string') return false;
  const bytes = Buffer.from(given, 'base64url');
  return secrets.some((secret) => bytes.length === secret.length && timingSafeEqual(bytes, secret));
}

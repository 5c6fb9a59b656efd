import { isIP, isIPv4 } from 'node:net';

/** Prefixes of IPv6 addresses whose last 32 bits are an IPv4 address: mapped (RFC 4291 2.5.5.2), NAT64 (RFC 6052 2.1). */
const embeddingPrefixes = new Set(['0:0:0:0:0:ffff', '64:ff9b:0:0:0:0']);

/** How many addresses are cached, of frequent clients; no address is longer, except for its zone. */
const rememberedMax = 1_000;
const ipMaxLength = 45;
const remembered = new Map<string, string | null>();

/**
 * The canonical form of an address, at most 39 characters, or null if it is not an address. An IPv4 address written as
 * IPv6 (a dual-stack socket, a proxy) becomes that IPv4 address; a zone, valid on this machine only, is removed.
 */
export function plainIpOf(ip: string | undefined): string | null {
  if (ip === undefined || ip.length > ipMaxLength) return plainFormOf(ip);
  const known = remembered.get(ip);
  if (known !== undefined) return known;
  const plain = plainFormOf(ip);
  if (remembered.size >= rememberedMax) remembered.clear();
  remembered.set(ip, plain);
  return plain;
}

function plainFormOf(ip: string | undefined): string | null {
  const bare = ip?.split('%', 1)[0] ?? '';
  if (isIP(bare) === 0) return null;
  if (isIPv4(bare)) return bare;
  const groups = expandIPv6(bare);
  if (embeddingPrefixes.has(groups.slice(0, 6).join(':'))) return groups.slice(6).map(twoBytesOf).join('.');
  return bare.toLowerCase();
}

/**
 * What counts as one client: an IPv4 address, or an IPv6 /64, which is what one household gets. Everything that is not an
 * address shares one key, so that a missing address does not evade a limit.
 */
export function ipKeyOf(ip: string | undefined): string {
  const plain = plainIpOf(ip);
  if (plain === null) return 'address:unknown';
  return isIPv4(plain) ? `address:${plain}` : `address:${expandIPv6(plain).slice(0, 4).join(':')}::/64`;
}

/** Eight groups in lower case without leading zeros; a dotted tail becomes the last two. */
function expandIPv6(ip: string): string[] {
  const [head = '', tail] = ip
    .toLowerCase()
    .replace(/[\d.]+\.[\d.]+$/, groupsOfIPv4)
    .split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...gap, ...right].map((group) => group.replace(/^0+(?=.)/, ''));
}

function groupsOfIPv4(dotted: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

function twoBytesOf(group: string): string {
  const value = Number.parseInt(group, 16);
  return `${value >> 8}.${value & 0xff}`;
}

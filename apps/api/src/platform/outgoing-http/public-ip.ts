import ipaddr from 'ipaddr.js';

/** What is given out for the internet at all; the rest of IPv6 is not. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an IP address is one of the internet: not of this machine, of a network of one's own, of a provider's metadata
 * service, of a relay that leads to one of these, or of no use yet (IANA's special-purpose registries, RFC 6890). What is
 * an IPv4 address in IPv6's clothes is judged by it (RFC 4291 2.5.5).
 */
export function isPublicIp(address: string): boolean {
  // A zone (RFC 4007) is of a link, which is this machine's.
  if (address.includes('%') || !ipaddr.isValid(address)) return false;
  const ip = ipaddr.process(address);
  if (ip.range() !== 'unicast') return false;
  return !(ip instanceof ipaddr.IPv6) || ip.match(globalUnicast);
}

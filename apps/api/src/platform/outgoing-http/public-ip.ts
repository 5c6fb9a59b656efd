import ipaddr from 'ipaddr.js';

/** The only part of IPv6 that is assigned for the internet. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an IP address is on the internet: not on this machine, in a private network, of a provider's metadata service,
 * of a relay that leads to one of these, or unassigned (IANA's special-purpose registries, RFC 6890). An IPv4 address
 * embedded in IPv6 is checked as IPv4 (RFC 4291 2.5.5).
 */
export function isPublicIp(address: string): boolean {
  // A zone (RFC 4007) belongs to a link, which is local to this machine.
  if (address.includes('%') || !ipaddr.isValid(address)) return false;
  const ip = ipaddr.process(address);
  if (ip.range() !== 'unicast') return false;
  return !(ip instanceof ipaddr.IPv6) || ip.match(globalUnicast);
}

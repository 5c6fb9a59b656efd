import { BlockList, isIP, isIPv4 } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * Addresses that are not routed on the internet: RFC 1918, RFC 3927, RFC 6598 (carriers, VPNs), RFC 5737 (test
 * networks), RFC 4193, RFC 4291 2.5.6.
 */
const privateRanges = new BlockList();
privateRanges.addSubnet('10.0.0.0', 8, 'ipv4');
privateRanges.addSubnet('172.16.0.0', 12, 'ipv4');
privateRanges.addSubnet('192.168.0.0', 16, 'ipv4');
privateRanges.addSubnet('169.254.0.0', 16, 'ipv4');
privateRanges.addSubnet('100.64.0.0', 10, 'ipv4');
privateRanges.addSubnet('192.0.2.0', 24, 'ipv4');
privateRanges.addSubnet('198.51.100.0', 24, 'ipv4');
privateRanges.addSubnet('203.0.113.0', 24, 'ipv4');
privateRanges.addSubnet('fc00::', 7, 'ipv6');
privateRanges.addSubnet('fe80::', 10, 'ipv6');

/** Whether an IP address always means this machine, also if an IPv4 address is written as IPv6. */
export function isLoopbackIp(address: string | undefined): boolean {
  return address !== undefined && isIP(address) !== 0 && isIn(loopback, address);
}

/** Whether the host of a URL always means this machine. `localhost` and names below it are never sent out (RFC 6761 6.3). */
export function isLoopbackHost(hostname: string): boolean {
  const host = bare(hostname);
  return host === 'localhost' || host.endsWith('.localhost') || isLoopbackIp(host);
}

/** Whether the host of a URL is in a private network: a private address, or a multicast DNS name (RFC 6762). */
export function isPrivateHost(hostname: string): boolean {
  const host = bare(hostname);
  if (isIP(host) !== 0) return isIn(privateRanges, host);
  return host.endsWith('.local');
}

function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

/** Without the brackets of an IPv6 address, the root's dot, and capitals. */
function bare(hostname: string): string {
  return hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicIp } from './public-ip.ts';

/** IANA's special-purpose registry of IPv4, and multicast. */
const specialIPv4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
] as const;

const toText = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
const toNumber = (text: string): number => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/** Any address in one of these networks. */
const special = fc.constantFrom(...specialIPv4).chain((network) => {
  const [base = '', bits = ''] = network.split('/');
  return fc.nat({ max: 2 ** (32 - Number(bits)) - 1 }).map((offset) => toText(toNumber(base) + offset));
});

const hextet = fc.nat({ max: 0xffff }).map((value) => value.toString(16));
const hexOf = (ip: string): string => {
  const value = toNumber(ip);
  return `${Math.floor(value / 65_536).toString(16)}:${(value % 65_536).toString(16)}`;
};

describe('[W1] an address is public', () => {
  it.each(['1.1.1.1', '8.8.8.8', '93.184.216.34', '2606:4700:4700::1111', '2001:4860:4860::8888', '::ffff:8.8.8.8'])(
    'such as %s',
    (ip) => expect(isPublicIp(ip)).toBe(true),
  );

  it('but not in a private or reserved network, in any notation', () => {
    fc.assert(
      fc.property(special, (ip) => {
        expect(isPublicIp(ip)).toBe(false);
        // Mapped, compatible, translated (RFC 6052), and 6to4 relay (RFC 3056).
        const written = [`::ffff:${ip}`, `::ffff:${hexOf(ip)}`, `::${ip}`, `64:ff9b::${ip}`, `2002:${hexOf(ip)}::1`];
        for (const other of written) expect(isPublicIp(other), other).toBe(false);
      }),
      { numRuns: 2_000, seed: 20261129 },
    );
  });

  it('but not in unallocated or special IPv6 ranges', () => {
    const heads = [
      'fe80',
      'fec0',
      'fc00',
      'fdff',
      'ff02',
      '64:ff9b:1',
      '100',
      '2001:db8',
      '2001:0',
      '2002',
      '5f00',
      '1',
    ];
    const address = fc.tuple(fc.constantFrom(...heads), hextet, hextet);
    fc.assert(
      fc.property(address, ([head, first, last]) => {
        expect(isPublicIp(`${head}::${first}:${last}`)).toBe(false);
      }),
      { numRuns: 1_000, seed: 20261129 },
    );
    for (const ip of ['::', '::1', 'fe80::1%eth0', '2606:4700::1%1']) expect(isPublicIp(ip), ip).toBe(false);
  });

  it.each(['', 'localhost', '1', '0x7f.1', '127.1', '017700000001', '1.2.3.4.5', 'example.com', '999.1.1.1'])(
    'but not if it is invalid: “%s”',
    (text) => expect(isPublicIp(text)).toBe(false),
  );
});

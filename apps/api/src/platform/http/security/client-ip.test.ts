import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ipKeyOf, plainIpOf } from './client-ip.ts';

describe('the normal form of an IP address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['0:0:0:0:0:ffff:c000:0201', '192.0.2.1'],
    ['64:ff9b::192.0.2.1', '192.0.2.1'],
    ['2001:DB8::1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::1', '::1'],
  ])('of %s is %s', (ip, plain) => {
    expect(plainIpOf(ip)).toBe(plain);
  });

  it.each([
    undefined,
    '',
    'unknown',
    '_hidden',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.4:80',
    '[::1]',
    '999.1.1.1',
    'a'.repeat(500),
    '::1\n',
  ])('is none for %j', (ip) => {
    expect(plainIpOf(ip)).toBeNull();
    expect(ipKeyOf(ip)).toBe('address:unknown');
  });
});

describe('the key of a client for rate limits', () => {
  it('is one IPv4 address, in any notation', () => {
    const octet = fc.nat({ max: 255 });
    const property = fc.property(fc.tuple(octet, octet, octet, octet), ([a, b, c, d]) => {
      const hex = [a, b, c, d].map((value) => value.toString(16).padStart(2, '0'));
      const forms = [
        `${a}.${b}.${c}.${d}`,
        `::ffff:${a}.${b}.${c}.${d}`,
        `::ffff:${hex[0]}${hex[1]}:${hex[2]}${hex[3]}`,
        `0:0:0:0:0:FFFF:${a}.${b}.${c}.${d}`,
      ];
      expect(new Set(forms.map(ipKeyOf))).toEqual(new Set([`address:${a}.${b}.${c}.${d}`]));
    });
    fc.assert(property, { seed: 20_261_128, numRuns: 500 });
  });

  it('is one IPv6 /64, in any notation', () => {
    const group = fc.nat({ max: 0xffff });
    const hexadectets = fc.tuple(
      fc.integer({ min: 0x2000, max: 0x3fff }),
      group,
      group,
      group,
      group,
      group,
      group,
      group,
    );
    const property = fc.property(hexadectets, hexadectets, (left, right) => {
      const write = (groups: readonly number[]): string => groups.map((value) => value.toString(16)).join(':');
      const padded = left.map((value) => value.toString(16).padStart(4, '0').toUpperCase()).join(':');
      const sameNetwork = write([...left.slice(0, 4), ...right.slice(4)]);
      expect(ipKeyOf(padded)).toBe(ipKeyOf(write(left)));
      expect(ipKeyOf(sameNetwork)).toBe(ipKeyOf(write(left)));
      const isSame = write(left.slice(0, 4)) === write(right.slice(0, 4));
      expect(ipKeyOf(write(right)) === ipKeyOf(write(left))).toBe(isSame);
    });
    fc.assert(property, { seed: 20_261_128, numRuns: 500 });
  });

  it('is the same for abbreviated zeros', () => {
    const keys = ['2001:db8::1', '2001:db8:0:0::1', '2001:0db8:0000:0000:ffff::', '2001:db8:0:0:1:2:3:4'].map(ipKeyOf);
    expect(new Set(keys)).toEqual(new Set(['address:2001:db8:0:0::/64']));
  });
});

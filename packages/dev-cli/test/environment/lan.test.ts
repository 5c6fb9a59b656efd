import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { chooseLanIp, lanEnvironment } from '../../src/environment/lan.ts';
import { resolveSettings } from '../../src/environment/settings.ts';
import { addresses, serviceEnvironment } from '../../src/stack/environment.ts';

function at(address: string, { internal = false, family = 'IPv4' as const } = {}): NetworkInterfaceInfo[] {
  return [{ address, netmask: '255.255.255.0', mac: '00:00:00:00:00:00', internal, cidr: `${address}/24`, family }];
}

const interfaces = {
  lo: at('127.0.0.1', { internal: true }),
  docker0: at('172.17.0.1'),
  ppp0: at('93.184.216.34'),
  wlan0: at('192.168.1.7'),
  eth0: at('10.0.0.5'),
};

describe('[D5] the address for a phone', () => {
  it('is the first in a local network, before those of containers', () => {
    expect(chooseLanIp('', interfaces)).toBe('192.168.1.7');
    expect(chooseLanIp('', { docker0: interfaces.docker0 })).toBe('172.17.0.1');
  });

  it('is the requested one, if this machine has it', () => {
    expect(chooseLanIp('10.0.0.5', interfaces)).toBe('10.0.0.5');
    expect(() => chooseLanIp('10.0.0.6', interfaces)).toThrow(
      '10.0.0.6 is no address of this machine in a local network. There are: 192.168.1.7, 10.0.0.5, 172.17.0.1.',
    );
  });

  it('is never a public or loopback address', () => {
    expect(() => chooseLanIp('93.184.216.34', interfaces)).toThrow('is no address');
    expect(() => chooseLanIp('127.0.0.1', interfaces)).toThrow('is no address');
    expect(() => chooseLanIp('', { lo: interfaces.lo, ppp0: interfaces.ppp0 })).toThrow('has no IPv4 address');
  });

  it('becomes the web’s address and origin, overriding the settings, while the api listens locally', () => {
    const env = { DATA_DIR: '/nowhere', WEB_ORIGIN: 'https://pixelboxx.example', WEB_PORT: '3456' };
    const settings = resolveSettings(lanEnvironment(env, '192.168.1.7'));
    expect(addresses(settings)).toMatchObject({ web: 'http://192.168.1.7:3456', api: 'http://127.0.0.1:4000' });
    expect(serviceEnvironment(settings, 'production', {})).toMatchObject({
      WEB_HOST: '192.168.1.7,127.0.0.1',
      WEB_ORIGIN: 'http://192.168.1.7:3456',
      ALLOW_HTTP_LAN: 'true',
    });
  });
});

import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';
import { testEnvironment } from '../../../test/support/config.ts';

/** The faults of these settings in production; empty if it starts. */
function faultsOf(settings: Record<string, string>): readonly string[] {
  try {
    loadConfig(testEnvironment({ NODE_ENV: 'production', ALLOW_EMBEDDED: 'true', ...settings }));
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

const elsewhere = [
  ...['http://pixelboxx.example', 'http://localhost.example', 'http://127.0.0.1.example', 'http://notlocalhost'],
  ...['http://93.184.216.34:3000', 'http://[2001:db8::1]:3000', 'http://0.0.0.0:3000'],
];
const lan = [
  ...['http://192.168.1.5:3000', 'http://10.0.0.5', 'http://172.31.255.1', 'http://[fd00::5]:3000'],
  'http://desk.local:3000',
];

describe('[C5] plain http in production', () => {
  it.each(['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000', 'http://app.localhost'])(
    'is allowed at %s with the setting for a single machine, and refused without it',
    (origin) => {
      expect(faultsOf({ WEB_ORIGIN: origin })).toEqual([]);
      expect(faultsOf({ WEB_ORIGIN: origin, ALLOW_EMBEDDED: 'false' }).join()).toContain('WEB_ORIGIN must start with');
    },
  );

  it.each(elsewhere)('is refused at %s, even with the setting for a single machine', (origin) => {
    for (const more of [{}, { ALLOW_HTTP_LAN: 'true' }]) {
      expect(faultsOf({ WEB_ORIGIN: origin, ...more })).toEqual([
        expect.stringMatching(/^WEB_ORIGIN must start with https/),
      ]);
    }
  });

  it.each(lan)('is allowed at %s if its network is declared', (origin) => {
    expect(faultsOf({ WEB_ORIGIN: origin })).toHaveLength(1);
    expect(faultsOf({ WEB_ORIGIN: origin, ALLOW_HTTP_LAN: 'true' })).toEqual([]);
    const real = { ALLOW_HTTP_LAN: 'true', ALLOW_EMBEDDED: 'false' };
    expect(faultsOf({ WEB_ORIGIN: origin, ...real }).join()).toContain('WEB_ORIGIN must start with https');
  });

  it('is also refused in additional CORS origins with credentials', () => {
    const CORS_ORIGINS = 'https://admin.example,http://other.example';
    expect(faultsOf({ WEB_ORIGIN: 'https://pixelboxx.example', CORS_ORIGINS })).toEqual([
      expect.stringMatching(/^CORS_ORIGINS must start with https/),
    ]);
  });

  it('is refused at every public address', () => {
    const Octet = fc.nat({ max: 255 });
    const isOurs = ([a, b]: number[]): boolean =>
      [0, 10, 127].includes(a ?? 0) ||
      (a === 172 && (b ?? 0) >= 16 && (b ?? 0) <= 31) ||
      (a === 192 && b === 168) ||
      (a === 169 && b === 254);
    const environment = testEnvironment({ NODE_ENV: 'production', ALLOW_EMBEDDED: 'true', ALLOW_HTTP_LAN: 'true' });
    fc.assert(
      fc.property(fc.tuple(Octet, Octet, Octet, Octet), (octets) => {
        fc.pre(!isOurs(octets));
        const WEB_ORIGIN = `http://${octets.join('.')}`;
        expect(() => loadConfig({ ...environment, WEB_ORIGIN })).toThrow(ConfigError);
      }),
      { seed: 1_128, numRuns: 300 },
    );
  });

  it('is not checked for https', () => {
    const DEVICE_COOKIE_SECRET = randomBytes(32).toString('base64url');
    expect(faultsOf({ WEB_ORIGIN: 'https://pixelboxx.example', DEVICE_COOKIE_SECRET })).toEqual([]);
  });
});

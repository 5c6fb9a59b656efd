import { anyText } from '@pixelboxx/config/testing/any-text';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageUrlMaxLength, providerImage } from './provider-image.ts';
import { isPublicIp } from '../../../platform/outgoing-http/public-ip.ts';

const home = 'https://id.acme.example';

const scheme = fc.constantFrom(
  'https:',
  'HTTPS:',
  'http:',
  'ftp:',
  'file:',
  'javascript:',
  'data:',
  'blob:',
  'wss:',
  '',
);
const credentials = fc.constantFrom('', '', '', 'me@', 'me:secret@', '@', ':@');
const host = fc.oneof(
  fc.domain(),
  fc.ipV4(),
  fc.ipV4Extended(),
  fc.ipV6().map((address) => `[${address}]`),
  fc.constantFrom(
    'id.acme.example',
    'ID.acme.example.',
    'localhost',
    'a.localhost',
    'db.internal',
    'printer.local',
    '',
  ),
);
const port = fc.constantFrom('', '', ':443', ':80', ':8443', ':99999');
const tail = fc.oneof(
  fc.webPath(),
  fc.webPath().map((path) => `${path}#fragment`),
  anyText({ maxLength: 2 * imageUrlMaxLength }).map((text) => `/${text}`),
);
/** URLs as providers write them, as their users could, and as nobody should. */
const address = fc.oneof(
  fc
    .tuple(scheme, fc.constantFrom('//', '/', '\\\\', ''), credentials, host, port, tail)
    .map((parts) => parts.join('')),
  fc.tuple(fc.constantFrom('blob:', 'view-source:', 'jar:'), fc.constant(home), tail).map((parts) => parts.join('')),
  anyText(),
);

function assertHarmless(said: string): void {
  const image = providerImage(said, home);
  if (image === null) return;
  const { url, isAtProvider } = image;
  expect(url.protocol).toBe('https:');
  expect([url.username, url.password, url.hash]).toEqual(['', '', '']);
  expect(url.href.length).toBeLessThanOrEqual(imageUrlMaxLength);
  expect(isAtProvider).toBe(url.origin === home);
  if (isAtProvider) return;
  const bare = url.hostname.replace(/^\[|\]$/g, '');
  // A host name ends in a label with a letter: digits alone would have been parsed as an IP address.
  expect(isPublicIp(bare) || /^[^:]+\.[^:.]*[a-z][^:.]*\.?$/.test(bare), bare).toBe(true);
  expect(bare).not.toMatch(/(^|\.)(localhost|local|internal)\.?$/);
}

describe('[I9] the image URL from a provider', () => {
  it('must be https, without credentials, short, and on the internet or at the provider; otherwise it is ignored', () => {
    fc.assert(fc.property(address, assertHarmless), { seed: 20_261_128, numRuns: 2_000 });
  });

  it('is unchanged after it was stored', () => {
    fc.assert(
      fc.property(address, (said) => {
        const image = providerImage(said, home);
        fc.pre(image !== null);
        expect(providerImage(image.url.href, home)).toEqual(image);
      }),
      { seed: 20_261_128, numRuns: 300 },
    );
  });

  it.each([
    'https://lh3.googleusercontent.com/a/ACg8ocK=s96-c',
    'https://avatars.githubusercontent.com/u/583231?v=4',
    'https://secure.gravatar.com/avatar/205e460b479e2e5b48aec07710c08d50?s=80&d=identicon',
  ])('is accepted as %s', (said) => {
    expect(providerImage(said, home)).toEqual({ url: new URL(said), isAtProvider: false });
  });

  it('may be at the provider, even in a private network', () => {
    for (const origin of ['https://id.internal', 'https://10.0.0.7:8443', 'http://127.0.0.1:9000']) {
      expect(providerImage(`${origin}/media/face.png#top`, origin)).toEqual({
        url: new URL(`${origin}/media/face.png`),
        isAtProvider: true,
      });
      const { protocol, hostname } = new URL(origin);
      expect(providerImage(`${protocol}//${hostname}:1/face.png`, origin)).toBeNull();
    }
    expect(providerImage('http://id.internal/face.png', 'https://id.internal')).toBeNull();
  });
});

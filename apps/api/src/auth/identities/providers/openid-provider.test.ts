import { OpenIdServer } from '@pixelboxx/config/testing/openid-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testConfig } from '../../../../test/support/config.ts';
import { ManualClock } from '../../../../test/support/time/manual-clock.ts';
import { authorizationSecretsOf } from '../authorization-secrets.ts';
import { OpenIdProvider } from './openid-provider.ts';

const description = '/.well-known/openid-configuration';
const redirectUri = 'http://localhost:3000/login/with/acme/callback';
const startMs = Date.parse('2026-03-01T12:00:00Z');
const hoursMs = 3_600_000;

let server: OpenIdServer;
let clock: ManualClock;
let provider: OpenIdProvider;

beforeEach(async () => {
  server = new OpenIdServer('acme');
  await server.start(redirectUri);
  clock = new ManualClock(startMs);
  const [config] = testConfig({ OIDC_PROVIDERS: JSON.stringify([server.config]) }).identityProviders;
  if (config?.kind !== 'openid') throw new Error('No provider is configured');
  provider = new OpenIdProvider(config, redirectUri, clock);
});
afterEach(() => server.stop());

const begin = (): Promise<string> =>
  provider.authorizationUrl(authorizationSecretsOf('a token'), { isFresh: false }).then(
    () => 'begun',
    () => 'unavailable',
  );

const timesAsked = (): number => server.asked.filter((path) => path === description).length;

/** Until it responds again. */
function fail(): void {
  server.handlers.set(description, (_request, response) => response.writeHead(503).end());
}

describe('what a provider says of itself', () => {
  it('is asked for once an hour', async () => {
    expect([await begin(), await begin()]).toEqual(['begun', 'begun']);
    clock.set(startMs + hoursMs - 1);
    await begin();
    expect(timesAsked()).toBe(1);
    clock.set(startMs + hoursMs);
    await begin();
    expect(timesAsked()).toBe(2);
  });

  it('is asked for again five seconds after a failure', async () => {
    fail();
    expect(await begin()).toBe('unavailable');
    server.reset();
    clock.set(startMs + 4_999);
    expect(await begin()).toBe('unavailable');
    clock.set(startMs + 5_000);
    expect(await begin()).toBe('begun');
  });

  it('is asked for at once after a failure before which the clock was fast', async () => {
    fail();
    expect(await begin()).toBe('unavailable');
    server.reset();
    clock.set(startMs - 2 * hoursMs);
    expect(await begin()).toBe('begun');
  });

  it('is not believed for longer because the clock was set back', async () => {
    await begin();
    clock.set(startMs - 2 * hoursMs);
    await begin();
    expect(timesAsked()).toBe(2);
  });
});

import { type AuthorizationOutcome, type CurrentUser, identityEndpoints } from '@pixelboxx/shared';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { RunningApp } from '../support/app.ts';
import type { Browser } from '../support/clients/browser.ts';
import { type SharedApp, useApp } from '../support/use-app.ts';
import { OpenIdServer, type Somebody, walkThrough } from '@pixelboxx/config/testing/openid-server';

const webOrigin = 'http://localhost:3000';

export const redirectUriOf = (id: string): string => `${webOrigin}/login/with/${id}/callback`;

/** An api that is configured for two providers, honest before each test. */
export function useProviders(settings: Readonly<Record<string, string>> = {}): {
  app: SharedApp;
  acme: OpenIdServer;
  other: OpenIdServer;
} {
  const [acme, other] = [new OpenIdServer('acme'), new OpenIdServer('other')];
  beforeAll(async () => {
    for (const server of [acme, other]) await server.start(redirectUriOf(server.id));
  });
  const app = useApp(() => ({ ...settings, OIDC_PROVIDERS: JSON.stringify([acme.config, other.config]) }));
  beforeEach(() => {
    for (const server of [acme, other]) {
      server.reset();
      server.somebody = newSomebody();
    }
  });
  afterAll(async () => {
    for (const server of [acme, other]) await server.stop();
  });
  return { app, acme, other };
}

/** Somebody new to everybody. */
export function newSomebody(overrides: Partial<Somebody> = {}): Somebody {
  const unique = randomUUID().slice(0, 8);
  return {
    sub: `subject-${unique}`,
    email: `someone-${unique}@example.com`,
    email_verified: true,
    preferred_username: `someone-${unique}`,
    ...overrides,
  };
}

/** What the provider sends the browser back with, after it was sent there to sign in. */
export async function comeBack(browser: Browser, { id }: Pick<OpenIdServer, 'id'>): Promise<string> {
  const { url } = await browser.call(identityEndpoints.start, { body: { provider: id } });
  return walkThrough(url, redirectUriOf(id));
}

export function callback(browser: Browser, provider: string, response: string): Promise<AuthorizationOutcome> {
  return browser.call(identityEndpoints.callback, { body: { provider, response } });
}

/** All of it, in one browser. */
export async function signInBy(browser: Browser, server: Pick<OpenIdServer, 'id'>): Promise<AuthorizationOutcome> {
  return callback(browser, server.id, await comeBack(browser, server));
}

/** An account that the provider’s word has made, in this browser. */
export async function registerBySomebody(
  browser: Browser,
  server: Pick<OpenIdServer, 'id'>,
): Promise<{ user: CurrentUser }> {
  const { registration } = await signInBy(browser, server);
  const body = { username: registration?.username ?? `u_${randomUUID().slice(0, 8)}` };
  return { user: await browser.call(identityEndpoints.register, { body }) };
}

/** The same, of whoever sits before the server, in a browser of their own. */
export async function registerBy(
  app: Pick<RunningApp, 'browser'>,
  server: OpenIdServer,
): Promise<{ browser: Browser; user: CurrentUser; somebody: Somebody }> {
  const { somebody } = server;
  if (!somebody) throw new Error('Nobody sits before the provider');
  const browser = app.browser();
  return { browser, somebody, ...(await registerBySomebody(browser, server)) };
}

/** Links what the server says to the signed-in user of the browser. */
export async function linkBy(browser: Browser, { id }: Pick<OpenIdServer, 'id'>): Promise<AuthorizationOutcome> {
  const { url } = await browser.call(identityEndpoints.link, { body: { provider: id } });
  return callback(browser, id, await walkThrough(url, redirectUriOf(id)));
}

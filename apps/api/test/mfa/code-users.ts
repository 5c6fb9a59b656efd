import { accountEndpoints, authEndpoints, type CurrentUser, mfaEndpoints } from '@pixelboxx/shared';
import { expect } from 'vitest';
import type { RunningApp } from '../support/app.ts';
import { type AuthenticatorApp, enableTotp } from '../support/clients/authenticator-app.ts';
import type { Browser } from '../support/clients/browser.ts';
import { type TestUser, register } from '../support/clients/users.ts';

export interface CodeUser extends TestUser {
  readonly phone: AuthenticatorApp;
  readonly backupCodes: readonly string[];
}

/** Someone who has enabled codes from an app. */
export async function enrolled(app: RunningApp): Promise<CodeUser> {
  const user = await register(app);
  const { app: phone, backupCodes } = await enableTotp(user.browser);
  return { ...user, phone, backupCodes };
}

/** The browser, after the password has been right and while the code is awaited. */
export async function challenge({ credentials }: TestUser, browser: Browser): Promise<Browser> {
  const body = { identifier: credentials.username, password: credentials.password };
  await expect(browser.call(authEndpoints.login, { body })).rejects.toMatchObject({ code: 'MFA_REQUIRED' });
  return browser;
}

export function verify(browser: Browser, code: string): Promise<CurrentUser> {
  return browser.call(mfaEndpoints.verify, { body: { code } });
}

/** The latest 100. */
export async function eventTypes(browser: Browser): Promise<string[]> {
  const { items } = await browser.call(accountEndpoints.securityEvents, { query: { limit: 100 } });
  return items.map(({ type }) => type);
}

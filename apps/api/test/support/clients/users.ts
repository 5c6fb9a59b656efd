import { authEndpoints, type CurrentUser, type RegisterRequest } from '@pixelboxx/shared';
import { randomUUID } from 'node:crypto';
import type { RunningApp } from '../app.ts';
import type { Browser } from './browser.ts';

export const goodPassword = 'violet kettle 7 sings';

export interface TestUser {
  readonly browser: Browser;
  readonly user: CurrentUser;
  readonly credentials: { readonly username: string; readonly email: string; readonly password: string };
}

/** Unique enough that the users of one file's tests never collide. */
export function newCredentials(overrides: Partial<RegisterRequest> = {}): RegisterRequest {
  const unique = randomUUID().slice(0, 8);
  return { username: `user_${unique}`, email: `user_${unique}@example.com`, password: goodPassword, ...overrides };
}

/** Registers a user in a new browser. */
export async function register(
  app: Pick<RunningApp, 'browser'>,
  overrides: Partial<RegisterRequest> = {},
): Promise<TestUser> {
  const credentials = newCredentials(overrides);
  const browser = app.browser();
  const user = await browser.call(authEndpoints.register, { body: credentials });
  return { browser, user, credentials };
}

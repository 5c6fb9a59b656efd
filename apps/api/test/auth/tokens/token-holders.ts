import { type NewPersonalToken, personalTokenEndpoints, type TokenScope } from '@pixelboxx/shared';
import type { RunningApp } from '../../support/app.ts';
import type { Browser } from '../../support/clients/browser.ts';
import { register, type TestUser } from '../../support/clients/users.ts';

/** A program: no cookies, and the token in the one header that takes it. */
export function program(app: Pick<RunningApp, 'browser'>, token: string): Browser {
  const client = app.browser();
  client.headers['authorization'] = `Bearer ${token}`;
  return client;
}

export function createToken(
  { browser }: Pick<TestUser, 'browser'>,
  scopes: readonly TokenScope[],
  { name = 'my laptop', expiresInDays = 30 } = {},
): Promise<NewPersonalToken> {
  return browser.call(personalTokenEndpoints.create, { body: { name, scopes: [...scopes], expiresInDays } });
}

export interface TokenHolder extends TestUser {
  readonly token: NewPersonalToken;
  readonly program: Browser;
}

/** Somebody with a program of theirs that may do what these scopes say. */
export async function withToken(
  app: Pick<RunningApp, 'browser'>,
  ...scopes: readonly [TokenScope, ...TokenScope[]]
): Promise<TokenHolder> {
  const user = await register(app);
  const token = await createToken(user, scopes);
  return { ...user, token, program: program(app, token.token) };
}

import { accountEndpoints, type CurrentUser, emailCodeEndpoints } from '@pixelboxx/shared';
import type { SharedApp } from '../support/use-app.ts';
import type { Browser } from '../support/clients/browser.ts';
import { tokenIn } from '../support/clients/mailbox.ts';
import { type TestUser, register } from '../support/clients/users.ts';

export const codeEmail = /^Your code for Pixelboxx$/;

/** A code, and the link beside it, as their reader finds them. */
export interface ReadCode {
  readonly code: string;
  readonly token: string;
}

/** What the e-mail of this number, from 0, to this address says; waits for it. */
export async function readCode({ mailbox }: Pick<SharedApp, 'mailbox'>, email: string, number = 0): Promise<ReadCode> {
  const message = await mailbox.email(email, codeEmail, number);
  const [, first = '', second = ''] = /\b(\d{4}) (\d{4})\b/.exec(message.text) ?? [];
  return { code: first + second, token: tokenIn(message) };
}

export const ask = (browser: Browser, email: string): Promise<void> =>
  browser.call(emailCodeEndpoints.request, { body: { email } });

export const typeCode = (browser: Browser, email: string, code: string): Promise<CurrentUser> =>
  browser.call(emailCodeEndpoints.verify, { body: { email, code } });

export const openLink = (browser: Browser, token: string): Promise<CurrentUser> =>
  browser.call(emailCodeEndpoints.verify, { body: { token } });

/** Another one than this. */
export const wrongOf = (code: string): string => String((Number(code) + 1) % 100_000_000).padStart(8, '0');

/** Somebody whose address is proven. */
export async function verified(app: SharedApp): Promise<TestUser> {
  const user = await register(app);
  const token = await app.mailbox.token(user.credentials.email, /Confirm your e-mail/);
  await user.browser.call(accountEndpoints.verifyEmail, { body: { token } });
  return user;
}

/** A browser that has asked, and what it was mailed. */
export async function asked(app: SharedApp, email: string, number = 0): Promise<ReadCode & { browser: Browser }> {
  const browser = app.browser();
  await ask(browser, email);
  return { browser, ...(await readCode(app, email, number)) };
}

/** What a stranger can tell one response from another by. */
export async function observe(response: Response): Promise<string> {
  const text = (await response.text()).replace(/"requestId":"[^"]*"/, '');
  const headers = [...response.headers]
    .filter(([name]) => !['date', 'x-request-id', 'ratelimit', 'keep-alive'].includes(name))
    .map(([name, value]) => [name, name === 'set-cookie' ? value.replace(/=[\w-]{43};/, '=…;') : value]);
  return JSON.stringify([response.status, text, headers]);
}

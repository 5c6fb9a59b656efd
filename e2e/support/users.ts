import { expect, type Page } from '@playwright/test';
import { authEndpoints } from '@pixelboxx/shared';
import { randomUUID } from 'node:crypto';
import { apiOf } from './api.ts';

export interface Credentials {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

export function newCredentials(): Credentials {
  const unique = randomUUID().slice(0, 8);
  return { username: `mina_${unique}`, email: `mina_${unique}@example.com`, password: 'violet kettle 7 sings' };
}

/** Fills in and submits the registration form; ends on the first step of onboarding. */
export async function register(page: Page, credentials: Credentials): Promise<void> {
  await page.goto('/register');
  await page.getByLabel('Username', { exact: true }).fill(credentials.username);
  await page.getByLabel('E-mail', { exact: true }).fill(credentials.email);
  await page.getByLabel('Password', { exact: true }).fill(credentials.password);
  await page.getByLabel('Confirm password', { exact: true }).fill(credentials.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL(/\/onboarding/);
}

/** Creates an account without the forms, and signs this page's browser in. */
export async function registerQuickly(page: Page, credentials: Credentials): Promise<void> {
  await apiOf(page)(authEndpoints.register, { body: credentials });
}

/** Signs in at the sign-in page. */
export async function signInAt(page: Page, { username, password }: Credentials): Promise<void> {
  await page.goto('/login');
  await signIn(page, username, password);
  await expect(page).toHaveURL(/\/home/);
}

export async function signIn(page: Page, identifier: string, password: string): Promise<void> {
  await page.getByLabel('Username or e-mail').fill(identifier);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { readSession } from './read-session.ts';
import { homePath, loginPath, safeRedirect } from './safe-redirect.ts';

/**
 * Sends visitors without a session to the login page and back afterwards. An expired session or an outage passes: the
 * browser renews the one and waits out the other. Pages hold no data of their own; the API checks every call for itself.
 */
export async function requireSession(): Promise<void> {
  const { status } = await readSession();
  if (status === 'signed-out') redirect(loginPath((await headers()).get('x-page-address') ?? homePath));
}

/** Sends a signed-in user from a page for guests to where they were going. */
export async function redirectSignedIn(next?: string | string[]): Promise<void> {
  const { status } = await readSession();
  if (status === 'signed-in') redirect(safeRedirect(typeof next === 'string' ? next : null));
}

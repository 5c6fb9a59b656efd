import { safeRedirect } from '../session/safe-redirect.ts';

const key = 'pixelboxx:provider-return';

/**
 * Sends this tab to a provider, which sends it back to `/login/with/<id>/callback`.
 * @param url as the API returns it; anything but an http or https address is refused
 * @param returnTo where to go afterwards
 */
export function leaveForProvider(url: string, returnTo: string): void {
  if (!/^https?:\/\//.test(url)) throw new TypeError('No address of the web');
  try {
    sessionStorage.setItem(key, returnTo);
  } catch {
    // Without storage, the browser goes to the default page afterwards.
  }
  window.location.assign(url);
}

/** Where this tab was to go; can be read once. The address is checked again, since any script here can write it. */
export function takeReturnAddress(fallback?: string): string {
  try {
    const found = sessionStorage.getItem(key);
    sessionStorage.removeItem(key);
    return safeRedirect(found, fallback);
  } catch {
    return safeRedirect(null, fallback);
  }
}

import { safeRedirect } from '../session/safe-redirect.ts';

const key = 'pixelboxx:provider-return';

/**
 * Sends this tab to a provider, which sends it back to `/login/with/<id>/callback`.
 * @param url as the API says; anything but an address of the web is refused
 * @param returnTo where to go once that is done
 */
export function leaveForProvider(url: string, returnTo: string): void {
  if (!/^https?:\/\//.test(url)) throw new TypeError('No address of the web');
  try {
    sessionStorage.setItem(key, returnTo);
  } catch {
    // A browser that keeps nothing goes on to where everybody goes.
  }
  window.location.assign(url);
}

/** Where this tab was to go, once; the address is judged anew, since whatever runs here can write it. */
export function takeReturnAddress(fallback?: string): string {
  try {
    const found = sessionStorage.getItem(key);
    sessionStorage.removeItem(key);
    return safeRedirect(found, fallback);
  } catch {
    return safeRedirect(null, fallback);
  }
}

import { useEffect, useState } from 'react';

export interface MailToken {
  /** Undefined until this page has looked for it, null if there is none. */
  readonly token: string | null | undefined;
  /** How many other links this tab has opened before: text that was typed for one link must not be used for the next. */
  readonly earlier: number;
}

/**
 * The token of an email's link, after the `#`. It is removed from the address bar at once: neither the history nor a copied
 * address may contain it.
 */
export function useMailToken(): MailToken {
  const [link, setLink] = useState<MailToken>({ token: undefined, earlier: 0 });
  useEffect(() => {
    const take = () => {
      const found = tokenInUrl();
      setLink((known) => next(known, found));
      // This call informs the router of the new address, but only once the router has started, which is after this effect.
      if (found) setTimeout(() => window.history.replaceState(null, '', window.location.pathname));
    };
    take();
    // The user may open another email's link in this very tab.
    window.addEventListener('hashchange', take);
    return () => window.removeEventListener('hashchange', take);
  }, []);
  return link;
}

function next({ token, earlier }: MailToken, found: string | null): MailToken {
  const isAnother = Boolean(token && found && token !== found);
  return { token: found ?? token ?? null, earlier: isAnother ? earlier + 1 : earlier };
}

function tokenInUrl(): string | null {
  return new URLSearchParams(window.location.hash.slice(1)).get('token') || null;
}

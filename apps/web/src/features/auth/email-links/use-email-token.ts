import { useEffect, useState } from 'react';

export interface MailToken {
  /** Undefined until this page has looked, null when there is none. */
  readonly token: string | null | undefined;
  /** How many other links this tab has opened before: what was typed for one of them is not for the next. */
  readonly earlier: number;
}

/**
 * The token an email's link brought along, behind the `#`. It leaves the address bar at once: neither the history nor a
 * copied address shall carry it.
 */
export function useMailToken(): MailToken {
  const [link, setLink] = useState<MailToken>({ token: undefined, earlier: 0 });
  useEffect(() => {
    const take = () => {
      const found = tokenInUrl();
      setLink((known) => next(known, found));
      // The router learns of the new address by this call, but only once it is up itself, which is after this effect.
      if (found) setTimeout(() => window.history.replaceState(null, '', window.location.pathname));
    };
    take();
    // Another email's link may be opened in this very tab.
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

import { useEffect, useState } from 'react';

/**
 * The token an email's link brought along, behind the `#`; undefined until this page has looked, null when there is
 * none. It leaves the address bar at once: neither the history nor a copied address shall carry it.
 */
export function useMailToken(): string | null | undefined {
  const [token, setToken] = useState<string | null>();
  useEffect(() => {
    const take = () => {
      const found = tokenInUrl();
      setToken((known) => found ?? known ?? null);
      // The router learns of the new address by this call, but only once it is up itself, which is after this effect.
      if (found) setTimeout(() => window.history.replaceState(null, '', window.location.pathname));
    };
    take();
    // Another email's link may be opened in this very tab.
    window.addEventListener('hashchange', take);
    return () => window.removeEventListener('hashchange', take);
  }, []);
  return token;
}

function tokenInUrl(): string | null {
  return new URLSearchParams(window.location.hash.slice(1)).get('token') || null;
}

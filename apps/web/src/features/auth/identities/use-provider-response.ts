import { useEffect, useState } from 'react';

/**
 * The query that a provider sent this tab back with: undefined until this page has looked. It leaves the address bar at once,
 * since neither the history nor a copied address shall carry it.
 */
export function useProviderResponse(): string | undefined {
  const [response, setResponse] = useState<string>();
  useEffect(() => {
    const found = window.location.search.slice(1);
    // eslint-disable-next-line react-hooks/set-state-in-effect -- the server is told of no query: it is read here or nowhere
    setResponse((known) => known ?? found);
    // The router learns of the new address by this call, but only once it is up itself, which is after this effect.
    if (found) setTimeout(() => window.history.replaceState(null, '', window.location.pathname));
  }, []);
  return response;
}

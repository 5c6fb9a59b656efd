import { useEffect, useState } from 'react';

/**
 * The query with which a provider sent this tab back: undefined until this page has looked. It is removed from the address
 * bar at once, since neither the history nor a copied address may contain it.
 */
export function useProviderResponse(): string | undefined {
  const [response, setResponse] = useState<string>();
  useEffect(() => {
    const found = window.location.search.slice(1);
    // eslint-disable-next-line react-hooks/set-state-in-effect -- the server is told of no query: it is read here or nowhere
    setResponse((known) => known ?? found);
    // This call informs the router of the new address, but only once the router has started, which is after this effect.
    if (found) setTimeout(() => window.history.replaceState(null, '', window.location.pathname));
  }, []);
  return response;
}

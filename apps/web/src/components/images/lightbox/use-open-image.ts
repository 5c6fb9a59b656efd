import { useState } from 'react';
import { useHydrated } from '@/components/loading/use-hydrated.ts';

/** Which image is looked at: the one the address names, where that is among the first, else none until one is chosen. */
export function useOpenImage(items: readonly { readonly id: string }[] | null) {
  const [openId, setOpenId] = useState<string | null>(null);
  const [looked, setLooked] = useState(false);
  // A server, which renders the first images, does not see what follows the `#`.
  const hydrated = useHydrated();
  if (items && hydrated && !looked) {
    setLooked(true);
    const wanted = window.location.hash.slice(1);
    if (items.some(({ id }) => id === wanted)) setOpenId(wanted);
  }
  const close = () => {
    setOpenId(null);
    // A reload should show what is seen now.
    if (window.location.hash) window.history.replaceState(null, '', window.location.pathname);
  };
  return { openId, open: setOpenId, close };
}

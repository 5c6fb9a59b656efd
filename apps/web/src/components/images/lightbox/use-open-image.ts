import { useState } from 'react';
import { useHydrated } from '@/components/loading/use-hydrated.ts';

/** The image being shown: the one in the URL, if it is among the first, else none until the user chooses one. */
export function useOpenImage(items: readonly { readonly id: string }[] | null) {
  const [openId, setOpenId] = useState<string | null>(null);
  const [looked, setLooked] = useState(false);
  // The server renders the first images, but does not see what follows the `#`.
  const hydrated = useHydrated();
  if (items && hydrated && !looked) {
    setLooked(true);
    const wanted = window.location.hash.slice(1);
    if (items.some(({ id }) => id === wanted)) setOpenId(wanted);
  }
  const close = () => {
    setOpenId(null);
    // A reload should show the current image.
    if (window.location.hash) window.history.replaceState(null, '', window.location.pathname);
  };
  return { openId, open: setOpenId, close };
}

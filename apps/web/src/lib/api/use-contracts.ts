import { useEffect, useState } from 'react';
import { loadContracts, type Contracts } from './load-contracts.ts';

/** The contracts once they are wanted and loaded; null until then, and if they cannot be loaded. */
export function useContracts(wanted: boolean): Contracts | null {
  const [contracts, setContracts] = useState<Contracts | null>(null);
  useEffect(() => {
    if (!wanted) return;
    let current = true;
    loadContracts().then(
      (loaded) => current && setContracts(loaded),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [wanted]);
  return contracts;
}

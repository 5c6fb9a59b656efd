import { useCallback, useState } from 'react';

export interface Selection {
  /** Null while nothing is being selected. */
  selected: ReadonlySet<string> | null;
  begin: () => void;
  end: () => void;
  toggle: (id: string) => void;
}

export function useSelection(): Selection {
  const [selected, setSelected] = useState<ReadonlySet<string> | null>(null);
  const toggle = useCallback(
    (id: string) =>
      setSelected((before) => {
        const next = new Set(before);
        if (!next.delete(id)) next.add(id);
        return next;
      }),
    [],
  );
  return { selected, begin: () => setSelected(new Set()), end: () => setSelected(null), toggle };
}

import { useEffect, useRef, useState } from 'react';
import { choosePicture } from './choose-image.ts';

interface PictureChoice {
  /** Address of the picture being framed; null while none is chosen. */
  address: string | null;
  /** A picture that cannot be framed because this browser cannot show it. */
  whole: File | null;
  problem: string | null;
  choose: (file: File | undefined) => Promise<void>;
  drop: () => void;
}

/** The picture a person picked from their device, held in memory until it is used or let go. */
export function usePictureChoice(): PictureChoice {
  const [address, setAddress] = useState<string | null>(null);
  const [whole, setWhole] = useState<File | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const held = useRef<string | null>(null);
  const hold = (next: string | null) => {
    if (held.current) URL.revokeObjectURL(held.current);
    held.current = next;
    setAddress(next);
  };
  useEffect(
    () => () => {
      if (held.current) URL.revokeObjectURL(held.current);
    },
    [],
  );
  return {
    address,
    whole,
    problem,
    choose: async (file) => {
      if (!file) return;
      const chosen = await choosePicture(file);
      setProblem(chosen.problem ?? null);
      if (chosen.problem !== undefined) return;
      hold(chosen.address ?? null);
      setWhole(chosen.whole ?? null);
    },
    drop: () => {
      setProblem(null);
      setWhole(null);
      hold(null);
    },
  };
}

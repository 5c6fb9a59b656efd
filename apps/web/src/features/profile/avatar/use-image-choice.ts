import { useEffect, useRef, useState } from 'react';
import { chooseImage } from './choose-image.ts';

interface ImageChoice {
  /** Address of the image being cropped; null while none is chosen. */
  url: string | null;
  /** An image that cannot be cropped because this browser cannot show it. */
  whole: File | null;
  problem: string | null;
  choose: (file: File | undefined) => Promise<void>;
  drop: () => void;
}

/** The image a user picked from their device, held in memory until it is used or discarded. */
export function useImageChoice(): ImageChoice {
  const [url, setUrl] = useState<string | null>(null);
  const [whole, setWhole] = useState<File | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const held = useRef<string | null>(null);
  const hold = (next: string | null) => {
    if (held.current) URL.revokeObjectURL(held.current);
    held.current = next;
    setUrl(next);
  };
  useEffect(
    () => () => {
      if (held.current) URL.revokeObjectURL(held.current);
    },
    [],
  );
  return {
    url,
    whole,
    problem,
    choose: async (file) => {
      if (!file) return;
      const chosen = await chooseImage(file);
      setProblem(chosen.problem ?? null);
      if (chosen.problem !== undefined) return;
      hold(chosen.url ?? null);
      setWhole(chosen.whole ?? null);
    },
    drop: () => {
      setProblem(null);
      setWhole(null);
      hold(null);
    },
  };
}

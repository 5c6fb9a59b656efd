import { useEffect, useEffectEvent, useState } from 'react';

/** Accepts files that are dropped anywhere on the page or pasted. Returns whether files are being dragged over the page. */
export function useFileDrop(onFiles: (files: File[]) => void): boolean {
  const [held, setHeld] = useState(false);
  const take = useEffectEvent((files: FileList | undefined) => {
    if (files && files.length > 0) onFiles([...files]);
  });
  useEffect(() => {
    const { signal, abort } = abortable();
    // Entering a child leaves its parent: only the balance shows whether the page was left.
    let depth = 0;
    const move = (event: DragEvent, change: number) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      depth = Math.max(0, depth + change);
      setHeld(depth > 0);
    };
    document.addEventListener('dragenter', (event) => move(event, 1), { signal });
    document.addEventListener('dragleave', (event) => move(event, -1), { signal });
    document.addEventListener('dragover', (event) => move(event, 0), { signal });
    document.addEventListener(
      'drop',
      (event) => {
        move(event, -depth);
        take(event.dataTransfer?.files);
      },
      { signal },
    );
    document.addEventListener('paste', (event) => take(event.clipboardData?.files), { signal });
    return abort;
  }, []);
  return held;
}

function abortable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

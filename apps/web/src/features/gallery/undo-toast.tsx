import { Toast } from '@pixelboxx/ui';
import { useFocusNext } from '@/lib/focus/use-focus-next.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { DeletionsView } from './state/use-deletions.ts';

interface UndoToastProps {
  deletions: DeletionsView;
  edge: 'top' | 'bottom';
  /** Called with the first of the restored images, which then gets the focus. */
  onRestored: (id: string) => void;
}

/** Shown while a deletion can be undone. */
export function UndoToast({ deletions: { pending, undo, hold }, edge, onRestored }: UndoToastProps) {
  const t = useTexts('gallery');
  const count = pending?.ids.length ?? 0;
  const focusNext = useFocusNext();
  const takeBack = () => {
    const [first] = pending?.ids ?? [];
    undo();
    // The button is gone, and the focus with it: a restored image takes it.
    if (!first) return;
    onRestored(first);
    focusNext(() => document.querySelector<HTMLElement>(`[data-picture="${first}"]`));
  };
  return (
    <Toast
      message={pending && t('deleted', { count })}
      actionLabel={t('undo')}
      onAction={takeBack}
      onHold={hold}
      edge={edge}
    />
  );
}

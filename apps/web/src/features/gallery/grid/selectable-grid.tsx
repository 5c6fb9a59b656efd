import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { VisibilityChange } from '../state/use-visibility.ts';
import { ImageGrid, type ImageGridProps } from './image-grid.tsx';
import { SelectionBar } from './selection-bar.tsx';
import type { Selection } from './use-selection.ts';

interface SelectableGridProps extends Omit<ImageGridProps, 'selection' | 'onToggle'> {
  selection: Selection;
  visibility: VisibilityChange;
  onDelete: (ids: readonly string[]) => void;
}

/** The images, and above them the actions on several. */
export function SelectableGrid({ selection, visibility, onDelete, ...grid }: SelectableGridProps) {
  const t = useTexts('gallery');
  return (
    <section aria-label={t('pictures')} className="flex flex-col gap-4">
      <div className="flex min-h-9 justify-end">
        <SelectionBar {...{ selection, visibility, onDelete }} />
      </div>
      <ImageGrid {...grid} selection={selection.selected} onToggle={selection.toggle} />
    </section>
  );
}

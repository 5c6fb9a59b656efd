import type { Texts } from '@/lib/texts/texts.ts';
import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';

export interface SelectionDialogProps {
  /** Of the images that are chosen, in the order of choosing; at least one. */
  ids: readonly string[];
  /** Nothing was done: what is chosen stays chosen. */
  onClose: () => void;
  onDone: () => void;
}

/**
 * What can be done with images that are chosen in the gallery. A feature exports one as `selectionAction` from its
 * `selection-action.ts`.
 */
export interface SelectionAction {
  /** What it is called, by the catalogue that all pages have. */
  label: (t: Texts<'common'>) => string;
  Icon: LucideIcon;
  /** Made by `dynamic`, so that it is fetched when it is wanted, and not with the gallery. */
  Dialog: ComponentType<SelectionDialogProps>;
}

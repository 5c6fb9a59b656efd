import type { Texts } from '@/lib/texts/texts.ts';
import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';

export interface SelectionDialogProps {
  /** The ids of the selected images, in the order of selection; at least one. */
  ids: readonly string[];
  /** Nothing was done: the selection stays. */
  onClose: () => void;
  onDone: () => void;
}

/**
 * An action on the images that are selected in the gallery. A feature exports one as `selectionAction` from its
 * `selection-action.ts`.
 */
export interface SelectionAction {
  /** Its label, from the catalogue that all pages have. */
  label: (t: Texts<'common'>) => string;
  Icon: LucideIcon;
  /** Created by `laterInBrowser`, so that it is loaded when it is needed, and not with the gallery. */
  Dialog: ComponentType<SelectionDialogProps>;
}

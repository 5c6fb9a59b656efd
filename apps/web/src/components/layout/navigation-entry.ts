import type { Texts } from '@/lib/texts/texts.ts';
import type { LucideIcon } from 'lucide-react';

/** A page of the user that the menu links to. A feature exports one as `navigation` from its `navigation.ts`. */
export interface NavigationEntry {
  href: string;
  /** Its label, from the catalogue that all pages have: `menu-notes` exists there if that of `notes` has `inMenu`. */
  label: (t: Texts<'common'>) => string;
  Icon: LucideIcon;
}

import type { Texts } from '@/lib/texts/texts.ts';
import type { LucideIcon } from 'lucide-react';

/** A page of one's own that the menu leads to. A feature exports one as `navigation` from its `navigation.ts`. */
export interface NavigationEntry {
  href: string;
  /** What it is called, by the catalogue that all pages have: `menu-notes` is there where that of `notes` has `inMenu`. */
  label: (t: Texts<'common'>) => string;
  Icon: LucideIcon;
}

import type { Texts } from '@/lib/texts/texts.ts';
import type { LucideIcon } from 'lucide-react';

/** A page of the user that the menu links to. A feature exports one as `navigation` from its `navigation.ts`. */
export interface NavigationEntry {
  href: string;
  /** Its label, from the catalogue that all pages have: `menu-notes` exists there if that of `notes` has `inMenu`. */
  label: (t: Texts<'common'>) => string;
  Icon: LucideIcon;
}

/**
 * A page for staff, in their menu and among the tabs of staff pages. A feature exports one as `staffPage` from its
 * `staff-page.ts`; the page itself is in `app/(site)/(member)/admin`.
 */
export interface StaffPage extends NavigationEntry {
  /** Label of the tab among the other staff pages, where it is clear whose they are: `staff-menu-notes` too (`inStaffMenu`). */
  tabLabel: NavigationEntry['label'];
  atLeast: 'MOD' | 'ADMIN';
}

import type { LucideIcon } from 'lucide-react';

/** A page of one's own that the menu leads to. A feature exports one as `navigation` from its `navigation.ts`. */
export interface NavigationEntry {
  href: string;
  label: string;
  Icon: LucideIcon;
}

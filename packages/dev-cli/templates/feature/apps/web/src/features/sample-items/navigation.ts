import { NotebookText } from 'lucide-react';
import type { NavigationEntry } from '@/components/layout/navigation-entry.ts';

/** In the menu of everybody who is signed in: `generate.ts` finds it here. */
export const navigation: NavigationEntry = {
  href: '/sample-items',
  label: (t) => t('menu-sample-items'),
  Icon: NotebookText,
};

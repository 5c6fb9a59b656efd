import { NotebookText } from 'lucide-react';
import type { NavigationEntry } from '@/components/layout/navigation-entry.ts';

/** Shown in the menu of all signed-in users; `generate.ts` finds it here. */
export const navigation: NavigationEntry = {
  href: '/sample-items',
  label: (t) => t('menu-sample-items'),
  Icon: NotebookText,
};

import { BookImage } from 'lucide-react';
import type { NavigationEntry } from '@/components/layout/navigation-entry.ts';

/** In the menu of all signed-in users: `generate.ts` finds it here. */
export const navigation: NavigationEntry = { href: '/albums', label: (t) => t('albums'), Icon: BookImage };

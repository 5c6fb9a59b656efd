'use client';
import { ThemeToggle, type ThemeChoice } from '@pixelboxx/ui';
import { useSyncExternalStore } from 'react';
import { chooseTheme, chosenTheme, watchTheme } from './chosen-theme.ts';

export function ThemeSwitch() {
  // The choice is stored in the browser: the server cannot know it.
  const theme = useSyncExternalStore<ThemeChoice | null>(watchTheme, chosenTheme, () => null);
  return <ThemeToggle value={theme} onChange={chooseTheme} />;
}

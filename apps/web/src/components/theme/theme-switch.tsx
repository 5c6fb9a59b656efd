'use client';
import { ThemeToggle, type ThemeChoice } from '@pixelboxx/ui';
import { useTheme } from 'next-themes';
import { useHydrated } from '@/components/forms/use-hydrated.ts';

export function ThemeSwitch() {
  const { theme, setTheme } = useTheme();
  // The choice is stored in the browser: the server cannot know it.
  const known = useHydrated();
  return <ThemeToggle value={known ? ((theme as ThemeChoice | undefined) ?? 'system') : null} onChange={setTheme} />;
}

import { ThemeSwitch } from '@/components/theme/theme-switch.tsx';

export function SiteFooter() {
  return (
    <footer className="mx-auto flex w-full max-w-6xl flex-wrap items-center justify-between gap-4 px-4 py-6 sm:px-6">
      <p className="text-sm text-ink-faint">Pixelboxx — small boxes, whole pictures.</p>
      <ThemeSwitch />
    </footer>
  );
}

'use client';
import { useUiTexts } from './ui-texts.ts';
import { Monitor, Moon, Sun } from 'lucide-react';
import { cn } from './class-names.ts';

export type ThemeChoice = 'light' | 'system' | 'dark';

const choices = [
  { value: 'light', label: 'Light theme', Icon: Sun },
  { value: 'system', label: 'Theme of the device', Icon: Monitor },
  { value: 'dark', label: 'Dark theme', Icon: Moon },
] as const;

interface ThemeToggleProps {
  /** Null until the stored choice is known. */
  value: ThemeChoice | null;
  onChange: (value: ThemeChoice) => void;
}

export function ThemeToggle({ value, onChange }: ThemeToggleProps) {
  const t = useUiTexts();
  return (
    <div role="group" aria-label={t('Theme')} className="inline-flex gap-0.5 rounded-xl bg-sunken p-1">
      {choices.map(({ value: choice, label, Icon }) => (
        <button
          key={choice}
          type="button"
          aria-label={t(label)}
          aria-pressed={value === choice}
          onClick={() => onChange(choice)}
          className={cn(
            'grid size-8 place-items-center rounded-lg transition-colors hover:text-ink',
            value === choice ? 'bg-surface text-ink shadow-lift' : 'text-ink-faint',
          )}
        >
          <Icon aria-hidden="true" className="size-4" />
        </button>
      ))}
    </div>
  );
}

'use client';
import { useUiTexts } from '../ui-texts.ts';
import { cn } from '../class-names.ts';

export type Strength = 0 | 1 | 2 | 3 | 4;

const levels = [
  { label: 'Very weak', colour: 'bg-danger' },
  { label: 'Weak', colour: 'bg-pixel-ember' },
  { label: 'Fair', colour: 'bg-pixel-sun' },
  { label: 'Good', colour: 'bg-pixel-leaf' },
  { label: 'Strong', colour: 'bg-brand' },
] as const;

interface StrengthMeterProps {
  /** Null while the strength is unknown. */
  strength: Strength | null;
  /** What would make the password stronger, in one sentence. */
  hint?: string | undefined;
}

/** How hard a password is to guess, in five boxes and as text. Changes are announced politely. */
export function StrengthMeter({ strength, hint }: StrengthMeterProps) {
  const t = useUiTexts();
  const level = strength === null ? null : levels[strength];
  return (
    <div className="mt-1.5 flex flex-col gap-1.5">
      <div aria-hidden="true" className="flex gap-1.5">
        {levels.map(({ label }, index) => {
          const filled = strength !== null && index <= strength;
          return (
            <span
              key={label}
              className={cn(
                'h-2 flex-1 rounded-[3px] transition-colors duration-200',
                (filled && level?.colour) || 'bg-line',
              )}
            />
          );
        })}
      </div>
      <p role="status" aria-live="polite" className="min-h-5 text-sm text-ink-faint">
        {level && (
          <span>
            <span className="sr-only">{`${t('Password strength:')} `}</span>
            <span className="font-semibold text-ink-soft">{`${t(level.label)}.`}</span> <span>{hint}</span>
          </span>
        )}
      </p>
    </div>
  );
}

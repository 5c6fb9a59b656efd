import { cn } from '../class-names.ts';

const tones = { brand: 'bg-brand', warning: 'bg-warning', danger: 'bg-danger' };

interface ProgressBarProps {
  label: string;
  /** 0–100; null while the progress is unknown. */
  percent: number | null;
  /** What assistive technology reads instead of the percentage. */
  valueText?: string | undefined;
  /** `meter` shows how much of something is used, rather than progress. */
  role?: 'progressbar' | 'meter';
  tone?: keyof typeof tones;
}

export function ProgressBar({ label, percent, valueText, role = 'progressbar', tone = 'brand' }: ProgressBarProps) {
  return (
    <div
      role={role}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent ?? undefined}
      aria-valuetext={valueText}
      className="h-2 w-full overflow-hidden rounded-full bg-line"
    >
      <span
        style={{ width: `${percent ?? 100}%` }}
        className={cn(
          'block h-full rounded-full transition-[width] duration-200',
          tones[tone],
          percent === null && 'motion-safe:animate-breathe',
        )}
      />
    </div>
  );
}

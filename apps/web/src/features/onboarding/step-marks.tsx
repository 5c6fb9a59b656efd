import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { cn } from '@pixelboxx/ui';

const colours = ['bg-pixel-sky', 'bg-pixel-sun', 'bg-pixel-ember'];

/** The progress: a box for each step. */
export function StepMarks({ current, total }: { current: number; total: number }) {
  const t = useTexts('onboarding');
  return (
    <div className="flex items-center gap-3">
      <div aria-hidden="true" className="flex gap-1.5">
        {Array.from({ length: total }, (_, index) => (
          <span
            key={index}
            className={cn(
              'size-4 rounded-[5px] transition-colors duration-300',
              index <= current ? colours[index] : 'bg-line',
            )}
          />
        ))}
      </div>
      <p className="text-sm font-medium text-ink-faint">{t('step', { place: current + 1, count: total })}</p>
    </div>
  );
}

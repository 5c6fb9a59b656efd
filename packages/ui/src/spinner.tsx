import { cn } from './class-names.ts';

const pixelDelaysMs = [0, 140, 420, 280];

/** Four pixels that light up in turn. Decorative: say beside it in words what is going on. */
export function Spinner({ className = 'size-4' }: { className?: string }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className={cn('shrink-0', className)} fill="currentColor">
      {pixelDelaysMs.map((delay, index) => (
        <rect
          key={delay}
          x={index % 2 === 0 ? 1 : 9}
          y={index < 2 ? 1 : 9}
          width="6"
          height="6"
          rx="1.6"
          className="motion-safe:animate-breathe"
          style={{ animationDelay: `${delay}ms`, animationDuration: '1.1s' }}
        />
      ))}
    </svg>
  );
}

import { cn } from './class-names.ts';

/** The logo: a box of nine pixels, one of them warm and slightly loose, about to be shared. */
export function LogoMark({ className = 'size-8' }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={cn('shrink-0', className)}>
      <g fill="var(--brand)">
        <rect x="2" y="6" width="7.4" height="7.4" rx="2" />
        <rect x="2" y="14.8" width="7.4" height="7.4" rx="2" opacity="0.78" />
        <rect x="2" y="23.6" width="7.4" height="7.4" rx="2" opacity="0.56" />
        <rect x="10.8" y="6" width="7.4" height="7.4" rx="2" opacity="0.78" />
        <rect x="10.8" y="23.6" width="7.4" height="7.4" rx="2" opacity="0.78" />
        <rect x="19.6" y="14.8" width="7.4" height="7.4" rx="2" opacity="0.78" />
        <rect x="19.6" y="23.6" width="7.4" height="7.4" rx="2" />
      </g>
      <rect x="10.8" y="14.8" width="7.4" height="7.4" rx="2" fill="var(--pixel-sun)" />
      <rect x="22" y="1" width="8.6" height="8.6" rx="2.3" fill="var(--pixel-ember)" />
    </svg>
  );
}

export function Logo({ className }: { className?: string }) {
  return (
    <span className={cn('inline-flex items-center gap-2.5', className)}>
      <LogoMark />
      <span className="font-display text-xl font-extrabold tracking-tight">Pixelboxx</span>
    </span>
  );
}

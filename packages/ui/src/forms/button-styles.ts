import { cn } from '../class-names.ts';

const base = [
  'inline-flex items-center justify-center gap-2 rounded-xl text-center font-semibold whitespace-nowrap select-none [&_svg]:shrink-0',
  'transition-colors duration-150',
  'disabled:opacity-55 aria-disabled:opacity-70',
];

const variants = {
  primary: 'bg-brand text-on-brand hover:bg-brand-strong',
  secondary: 'border border-line-strong bg-surface text-ink hover:bg-sunken',
  quiet: 'text-ink-soft hover:bg-sunken hover:text-ink',
  danger: 'bg-danger text-on-danger hover:bg-danger-strong',
};

const sizes = {
  small: 'min-h-9 px-3.5 text-sm',
  medium: 'min-h-11 px-5 text-[0.9375rem]',
  large: 'min-h-13 px-7 text-base',
  icon: 'size-10',
};

export interface ButtonLook {
  variant?: keyof typeof variants | undefined;
  size?: keyof typeof sizes | undefined;
  /** As wide as its container. */
  block?: boolean | undefined;
}

/** The look of a button, also for links. */
export function buttonStyles(look: ButtonLook & { className?: string | undefined } = {}): string {
  const { variant = 'primary', size = 'medium', block = false, className } = look;
  // With large text or long words on a narrow phone, the label would otherwise be wider than the screen.
  return cn(
    base,
    variants[variant],
    sizes[size],
    'text-balance max-sm:py-1.5 max-sm:whitespace-normal',
    // Beside another element, it stays on one line as long as there is room for that.
    block ? 'w-full' : 'max-sm:max-w-full max-sm:shrink-0',
    className,
  );
}

import { cva } from 'class-variance-authority';

/** The look of a button, also for links that lead somewhere. */
export const buttonStyles = cva(
  [
    'inline-flex items-center justify-center gap-2 rounded-xl font-semibold whitespace-nowrap select-none',
    'transition-colors duration-150',
    'disabled:opacity-55 aria-disabled:opacity-70',
  ],
  {
    variants: {
      variant: {
        primary: 'bg-brand text-on-brand hover:bg-brand-strong',
        secondary: 'border border-line-strong bg-surface text-ink hover:bg-sunken',
        quiet: 'text-ink-soft hover:bg-sunken hover:text-ink',
        danger: 'bg-danger text-on-danger hover:bg-danger-strong',
      },
      size: {
        small: 'h-9 px-3.5 text-sm',
        medium: 'h-11 px-5 text-[0.9375rem]',
        large: 'h-13 px-7 text-base',
        icon: 'size-10',
      },
      block: { true: 'w-full', false: '' },
    },
    defaultVariants: { variant: 'primary', size: 'medium', block: false },
  },
);

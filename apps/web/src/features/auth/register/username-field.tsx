'use client';
import { Spinner, TextField, type TextFieldProps } from '@pixelboxx/ui';
import { Check } from 'lucide-react';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { useUsernameAvailability, type Availability } from './use-username-availability.ts';

const problems = { TAKEN: 'taken', RESERVED: 'reserved', INVALID: 'invalid' } as const;

const isProblem = (availability: Availability): availability is keyof typeof problems => availability in problems;

/** A username field that shows whether the name is free while the user types. */
export function UsernameField({ value, error, ...props }: Omit<TextFieldProps, 'label' | 'value'> & { value: string }) {
  const t = useTexts('username');
  const tCommon = useTexts('common');
  const username = value.trim();
  const availability = useUsernameAvailability(username);
  const problem = isProblem(availability) ? t(problems[availability]) : undefined;
  return (
    <TextField
      label={tCommon('username')}
      autoComplete="username"
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      maxLength={64}
      {...props}
      error={error ?? problem}
      description={<AvailabilityHint availability={availability} />}
      after={
        // Announces what the hint shows. The region is always present, or screen readers would miss the first change.
        <span role="status" className="sr-only">
          {error ? '' : (problem ?? (availability === 'available' ? t('free', { username }) : ''))}
        </span>
      }
    />
  );
}

function AvailabilityHint({ availability }: { availability: Availability }) {
  const t = useTexts('username');
  if (availability === 'checking') {
    return (
      <span className="flex items-center gap-1.5">
        <Spinner className="size-3.5" /> <span>{t('checking')}</span>
      </span>
    );
  }
  if (availability === 'available') {
    return (
      <span className="flex items-center gap-1.5 font-medium text-brand">
        <Check aria-hidden="true" className="size-4" /> <span>{t('nameFree')}</span>
      </span>
    );
  }
  return <span>{t('rules')}</span>;
}

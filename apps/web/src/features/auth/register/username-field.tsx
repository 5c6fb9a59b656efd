'use client';
import { Spinner, TextField, type TextFieldProps } from '@pixelboxx/ui';
import { Check } from 'lucide-react';
import { useUsernameAvailability, type Availability } from './use-username-availability.ts';

const problems: Partial<Record<Availability, string>> = {
  TAKEN: 'This username is taken. Try another one.',
  RESERVED: 'This username is reserved. Try another one.',
  INVALID: 'This username cannot be used. Try another one.',
};

/** A username, with word on whether it is free while it is being typed. */
export function UsernameField({ value, error, ...props }: Omit<TextFieldProps, 'label' | 'value'> & { value: string }) {
  const username = value.trim();
  const availability = useUsernameAvailability(username);
  const problem = problems[availability];
  return (
    <TextField
      label="Username"
      autoComplete="username"
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      maxLength={64}
      {...props}
      error={error ?? problem}
      description={<AvailabilityHint availability={availability} />}
      after={
        // Says aloud what the hint shows; one region that is always there, or screen readers miss the first news.
        <span role="status" className="sr-only">
          {error ? '' : (problem ?? (availability === 'available' ? `The username ${username} is free.` : ''))}
        </span>
      }
    />
  );
}

function AvailabilityHint({ availability }: { availability: Availability }) {
  if (availability === 'checking') {
    return (
      <span className="flex items-center gap-1.5">
        <Spinner className="size-3.5" /> <span>Checking…</span>
      </span>
    );
  }
  if (availability === 'available') {
    return (
      <span className="flex items-center gap-1.5 font-medium text-brand">
        <Check aria-hidden="true" className="size-4" /> <span>This name is free.</span>
      </span>
    );
  }
  return <span>Letters, digits, “_” and “-”. It is part of your address here.</span>;
}

'use client';
import { PasswordField, StrengthMeter, type TextFieldProps } from '@pixelboxx/ui';
import { useDeferredValue } from 'react';
import { usePasswordRating } from './use-password-rating.ts';

interface NewPasswordFieldProps extends Omit<TextFieldProps, 'label' | 'value'> {
  label?: string;
  /** What is entered. */
  value: string;
  /** What an attacker would try first. */
  personal: readonly string[];
}

/** A password being chosen, with word on how hard it is to guess. */
export function NewPasswordField({ label = 'Password', value, personal, ...props }: NewPasswordFieldProps) {
  const rating = usePasswordRating(useDeferredValue(value), personal);
  return (
    <PasswordField
      label={label}
      autoComplete="new-password"
      description="At least 8 characters. Any characters you like."
      after={value !== '' && <StrengthMeter strength={rating?.strength ?? null} hint={rating?.hint} />}
      {...props}
    />
  );
}

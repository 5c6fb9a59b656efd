'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
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

/** A field for choosing a password, with an estimate of how hard it is to guess. */
export function NewPasswordField({ label, value, personal, ...props }: NewPasswordFieldProps) {
  const t = useTexts('passwords');
  const rating = usePasswordRating(useDeferredValue(value), personal);
  return (
    <PasswordField
      label={label ?? t('password')}
      autoComplete="new-password"
      description={t('rules')}
      after={value !== '' && <StrengthMeter strength={rating?.strength ?? null} hint={rating?.hint} />}
      {...props}
    />
  );
}

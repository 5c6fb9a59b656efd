'use client';
import { TextField, type TextFieldProps } from '@pixelboxx/ui';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { UsernameField } from './username-field.tsx';

type Name = 'username' | 'email';

interface AccountFieldsProps {
  form: {
    values: Readonly<Partial<Record<Name, string>>>;
    register: (name: Name) => Partial<Omit<TextFieldProps, 'value'>>;
  };
  errorOf: (name: Name) => string | undefined;
  /** Says what the email address is used for. */
  emailText: string;
}

/** The fields that every way to sign up has. */
export function AccountFields({ form, errorOf, emailText }: AccountFieldsProps) {
  const t = useTexts('common');
  return (
    <>
      <UsernameField value={form.values.username ?? ''} error={errorOf('username')} {...form.register('username')} />
      <TextField
        label={t('email')}
        type="email"
        inputMode="email"
        autoComplete="email"
        description={emailText}
        error={errorOf('email')}
        {...form.register('email')}
      />
    </>
  );
}

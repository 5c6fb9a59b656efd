'use client';
import { authEndpoints } from '@pixelboxx/shared';
import { Button, PasswordField, StrengthMeter, TextField } from '@pixelboxx/ui';
import { useRouter } from 'next/navigation';
import { useDeferredValue } from 'react';
import { useWatch } from 'react-hook-form';
import { FormAlert } from '@/forms/form-alert.tsx';
import { useApiForm } from '@/forms/use-api-form.ts';
import { useSession } from '@/session/session-provider.tsx';
import { Registration } from './registration.ts';
import { usePasswordRating } from './use-password-rating.ts';
import { UsernameField } from './username-field.tsx';

export function RegisterForm() {
  const { client, signedIn } = useSession();
  const router = useRouter();
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: Registration,
    fieldNames: ['username', 'email', 'password', 'confirmPassword'],
    submit: async ({ username, email, password }) => {
      signedIn(await client(authEndpoints.register, { body: { username, email, password } }));
      router.replace('/onboarding');
    },
  });
  const { username = '', email = '', password = '' } = useWatch({ control: form.control });
  const rating = usePasswordRating(useDeferredValue(password), [username, email]);
  const done = form.formState.isSubmitSuccessful && !state.failure;
  return (
    <form {...formProps} className="flex flex-col gap-5">
      <FormAlert {...state} />
      <UsernameField value={username} error={errorOf('username')} {...form.register('username')} />
      <TextField
        label="E-mail"
        type="email"
        inputMode="email"
        autoComplete="email"
        description="Only you and we can see it."
        error={errorOf('email')}
        {...form.register('email')}
      />
      <PasswordField
        label="Password"
        autoComplete="new-password"
        description="At least 8 characters. Any characters you like."
        error={errorOf('password')}
        after={password !== '' && <StrengthMeter strength={rating?.strength ?? null} hint={rating?.hint} />}
        {...form.register('password', { deps: form.formState.isSubmitted ? ['confirmPassword'] : [] })}
      />
      <PasswordField
        label="Confirm password"
        autoComplete="new-password"
        error={errorOf('confirmPassword')}
        {...form.register('confirmPassword')}
      />
      <Button type="submit" block size="large" loading={state.submitting || done} disabled={state.blocked}>
        Create account
      </Button>
    </form>
  );
}

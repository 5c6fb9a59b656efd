'use client';
import { Button, PasswordField, TextField } from '@pixelboxx/ui';
import { useRouter } from 'next/navigation';
import { BrowserCheckStatus, FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiForm } from '@/components/forms/use-api-form.ts';
import { NewPasswordField } from '@/components/passwords/new-password-field.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';
import { UsernameField } from './username-field.tsx';

export function RegisterForm() {
  const { client, signedIn } = useSession();
  const router = useRouter();
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: async () => (await import('./registration.ts')).Registration,
    fieldNames: ['username', 'email', 'password', 'confirmPassword'],
    submit: async ({ username, email, password }) => {
      signedIn(await client('auth.register', { body: { username, email, password } }));
      router.replace('/onboarding');
    },
  });
  const { username = '', email = '', password = '' } = form.values;
  const done = form.succeeded && !state.failure;
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
      <NewPasswordField
        value={password}
        personal={[username, email]}
        error={errorOf('password')}
        {...form.register('password', ['confirmPassword'])}
      />
      <PasswordField
        label="Confirm password"
        autoComplete="new-password"
        error={errorOf('confirmPassword')}
        {...form.register('confirmPassword')}
      />
      <BrowserCheckStatus />
      <Button type="submit" block size="large" loading={state.submitting || done} disabled={state.blocked}>
        Create account
      </Button>
    </form>
  );
}

'use client';
import { authEndpoints, LoginRequest } from '@pixelboxx/shared';
import { Button, PasswordField, TextField } from '@pixelboxx/ui';
import { useRouter } from 'next/navigation';
import { FormAlert } from '@/forms/form-alert.tsx';
import { useApiForm } from '@/forms/use-api-form.ts';
import { useSession } from '@/session/session-provider.tsx';

/** `returnTo` is a path of this site, already judged safe. */
export function LoginForm({ returnTo }: { returnTo: string }) {
  const { client, signedIn } = useSession();
  const router = useRouter();
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: LoginRequest,
    fieldNames: ['identifier', 'password'],
    submit: async (body) => {
      signedIn(await client(authEndpoints.login, { body }));
      router.replace(returnTo);
    },
  });
  const done = form.formState.isSubmitSuccessful && !state.failure;
  return (
    <form {...formProps} className="flex flex-col gap-5">
      <FormAlert {...state} />
      <TextField
        label="Username or e-mail"
        autoComplete="username"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        error={errorOf('identifier')}
        {...form.register('identifier')}
      />
      <PasswordField
        label="Password"
        autoComplete="current-password"
        error={errorOf('password')}
        {...form.register('password')}
      />
      <Button type="submit" block size="large" loading={state.submitting || done} disabled={state.blocked}>
        Sign in
      </Button>
    </form>
  );
}

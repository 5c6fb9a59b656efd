'use client';
import { type SignInMethod, signInMethods } from '@pixelboxx/shared';
import { Button, PasswordField } from '@pixelboxx/ui';
import { later } from '@/components/loading/later.tsx';
import { useOpening } from '@/components/loading/use-opening.ts';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { BrowserCheckStatus, FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiForm } from '@/components/forms/use-api-form.ts';
import { NewPasswordField } from '@/components/passwords/new-password-field.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { AccountFields } from './account-fields.tsx';

const PasskeyRegistration = later(() =>
  import('./passkey-registration.tsx').then(({ PasskeyRegistration }) => PasskeyRegistration),
);

interface Typed {
  username?: string | undefined;
  email?: string | undefined;
}

/** The ways to create an account here; empty if that works only with a provider. */
export function RegisterForm({ offered = signInMethods }: { offered?: readonly SignInMethod[] }) {
  const byPassword = offered.includes('password');
  const byPasskey = offered.includes('passkey');
  /** What was typed when the user switched to a passkey; null while they choose a password. */
  const [typed, setTyped] = useState<Typed | null>(byPassword || !byPasskey ? null : {});
  if (typed) return <PasskeyRegistration typed={typed} onBack={byPassword ? () => setTyped(null) : null} />;
  return byPassword && <PasswordRegistration onPasskey={byPasskey ? setTyped : null} />;
}

function PasswordRegistration({ onPasskey }: { onPasskey: ((typed: Typed) => void) | null }) {
  const t = useTexts('register');
  const tCommon = useTexts('common');
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
  const toPasskey = useOpening(PasskeyRegistration, () => onPasskey?.({ username, email }));
  const done = form.succeeded && !state.failure;
  return (
    <form {...formProps} className="flex flex-col gap-5">
      <FormAlert {...state} />
      <AccountFields form={form} errorOf={errorOf} emailText={t('emailText')} />
      <NewPasswordField
        value={password}
        personal={[username, email]}
        error={errorOf('password')}
        {...form.register('password', ['confirmPassword'])}
      />
      <PasswordField
        label={t('confirmPassword')}
        autoComplete="new-password"
        error={errorOf('confirmPassword')}
        {...form.register('confirmPassword')}
      />
      <BrowserCheckStatus />
      <Button type="submit" block size="large" loading={state.submitting || done} disabled={state.blocked}>
        {tCommon('createAccount')}
      </Button>
      {onPasskey && (
        <Button variant="quiet" block loading={toPasskey.opening} onClick={toPasskey.start}>
          {t('usePasskey')}
        </Button>
      )}
    </form>
  );
}

'use client';
import { Button } from '@pixelboxx/ui';
import { KeyRound } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { BrowserCheckStatus, FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiForm } from '@/components/forms/use-api-form.ts';
import { useHydrated } from '@/components/loading/use-hydrated.ts';
import { formatDevice } from '@/lib/format/format-device.ts';
import { createPasskey, explainNoPasskeys } from '@/lib/passkeys/browser-passkeys.ts';
import { supportsPasskeys } from '@/lib/passkeys/supports-passkeys.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { AccountFields } from './account-fields.tsx';

interface PasskeyRegistrationProps {
  /** What was typed into the form with a password. */
  typed: { username?: string | undefined; email?: string | undefined };
  /** Back to that form; null if there is none. */
  onBack: (() => void) | null;
}

/** An account without a password: this device, or a security key, signs in to it. */
export function PasskeyRegistration({ typed, onBack }: PasskeyRegistrationProps) {
  const t = useTexts('register');
  const { client, signedIn } = useSession();
  const router = useRouter();
  const hydrated = useHydrated();
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: async () => (await import('./registration.ts')).PasskeySignUp,
    fieldNames: ['username', 'email'],
    defaultValues: { username: typed.username ?? '', email: typed.email ?? '' },
    submit: async (account) => {
      const response = await createPasskey(await client('passkey.signUpOptions', { body: account }));
      const { name } = formatDevice(navigator.userAgent);
      signedIn(await client('passkey.signUp', { body: { ...account, name, response } }));
      router.replace('/onboarding');
    },
  });
  const done = form.succeeded && !state.failure;
  const isUnsupported = hydrated && !supportsPasskeys();
  return (
    <form {...formProps} className="flex flex-col gap-5">
      <FormAlert {...state} />
      <AccountFields form={form} errorOf={errorOf} emailText={t('passkeyEmailText')} />
      <p className="text-[0.9375rem] text-ink-soft">{isUnsupported ? explainNoPasskeys() : t('noPassword')}</p>
      <BrowserCheckStatus />
      <Button
        type="submit"
        block
        size="large"
        loading={state.submitting || done}
        disabled={state.blocked || isUnsupported}
      >
        <KeyRound aria-hidden="true" className="size-5" />
        <span>{t('withPasskey')}</span>
      </Button>
      {onBack && (
        <Button variant="quiet" block onClick={onBack}>
          {t('usePassword')}
        </Button>
      )}
    </form>
  );
}

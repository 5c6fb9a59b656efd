'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Button, Dialog, PasswordField, Skeleton } from '@pixelboxx/ui';
import { later } from '@/components/loading/later.tsx';
import { useState } from 'react';
import { askedMethods } from '@/lib/api/asked-methods.ts';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiForm } from '@/components/forms/use-api-form.ts';
import { askForPasskey } from '@/lib/passkeys/browser-passkeys.ts';
import { Reauthenticate } from '@/components/reauthentication/reauthenticate.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';

const waiting = <Skeleton className="h-11 w-full rounded-xl" />;
const ByProvider = later(() => import('./by-provider.tsx').then(({ ByProvider }) => ByProvider), waiting);
const ByEmailCode = later(() => import('./by-email-code.tsx').then(({ ByEmailCode }) => ByEmailCode), waiting);

interface ReauthenticationDialogProps {
  methods: readonly string[];
  onResponse: (proven: boolean) => void;
}

export function ReauthenticationDialog({ methods: asked, onResponse }: ReauthenticationDialogProps) {
  const t = useTexts('security');
  const tCommon = useTexts('common');
  const { client } = useSession();
  const [methods, setMethods] = useState(asked);
  const prove = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      // A second factor was enabled meanwhile, in another tab: the password alone is no longer enough.
      setMethods(askedMethods(error, 'STEP_UP_REQUIRED'));
      return;
    }
    onResponse(true);
  };
  return (
    <Dialog open onOpenChange={() => onResponse(false)} title={t('reallyYou')} description={t('reallyYouText')}>
      <Reauthenticate
        methods={methods}
        submitLabel={tCommon('continue')}
        byCode={(code) => prove(() => client('mfa.stepUp', { body: { code } }))}
        byPasskey={() =>
          prove(async () => client('passkey.stepUp', { body: { response: await askForPasskey(client) } }))
        }
        passwordForm={<PasswordForm submit={(password) => prove(() => client('mfa.stepUp', { body: { password } }))} />}
      />
      {methods.includes('IDENTITY') && <ByProvider />}
      {methods.includes('EMAIL_CODE') && (
        <ByEmailCode submit={(code) => prove(() => client('emailCode.stepUp', { body: { code } }))} />
      )}
    </Dialog>
  );
}

function PasswordForm({ submit }: { submit: (password: string) => Promise<void> }) {
  const tCommon = useTexts('common');
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: async () => (await import('@/components/passwords/password-entry.ts')).PasswordEntry,
    fieldNames: ['password'],
    codeFields: { WRONG_PASSWORD: 'password' },
    submit: ({ password }) => submit(password),
  });
  return (
    <form {...formProps} className="flex flex-col gap-5">
      <FormAlert {...state} />
      <PasswordField
        label={tCommon('yourPassword')}
        autoComplete="current-password"
        error={errorOf('password')}
        {...form.register('password')}
      />
      <Button type="submit" block loading={state.submitting} disabled={state.blocked}>
        {tCommon('continue')}
      </Button>
    </form>
  );
}

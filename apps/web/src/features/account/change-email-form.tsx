'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { PasswordField, TextField } from '@pixelboxx/ui';
import { useEffect } from 'react';
import { FormActions } from '@/components/forms/form-actions.tsx';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiForm } from '@/components/forms/use-api-form.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useReauthentication } from '@/lib/session/reauthentication.ts';

interface ChangeEmailFormProps {
  close: () => void;
  onAsked: (email: string) => void;
}

export function ChangeEmailForm({ close, onAsked }: ChangeEmailFormProps) {
  const t = useTexts('account');
  const tCommon = useTexts('common');
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: ({ ChangeEmailRequest }) => ChangeEmailRequest,
    fieldNames: ['email', 'password'],
    codeFields: { WRONG_PASSWORD: 'password' },
    submit: async (body, idempotencyKey) => {
      await guarded(() => client('account.changeEmail', { body, idempotencyKey }));
      onAsked(body.email);
    },
  });
  const { setFocus } = form;
  useEffect(() => setFocus('email'), [setFocus]);
  return (
    <form {...formProps} className="flex flex-col gap-5">
      <FormAlert {...state} />
      <TextField
        label={t('newEmail')}
        type="email"
        inputMode="email"
        autoComplete="email"
        description={t('newEmailText')}
        error={errorOf('email')}
        {...form.register('email')}
      />
      <PasswordField
        label={tCommon('yourPassword')}
        autoComplete="current-password"
        error={errorOf('password')}
        {...form.register('password')}
      />
      <FormActions label={t('sendLink')} {...state} onCancel={close} />
    </form>
  );
}

'use client';
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
        label="New e-mail"
        type="email"
        inputMode="email"
        autoComplete="email"
        description="We send a link there. Until you open it, nothing changes."
        error={errorOf('email')}
        {...form.register('email')}
      />
      <PasswordField
        label="Your password"
        autoComplete="current-password"
        error={errorOf('password')}
        {...form.register('password')}
      />
      <FormActions label="Send the link" {...state} onCancel={close} />
    </form>
  );
}

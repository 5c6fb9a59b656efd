'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Button, TextField, type Elements } from '@pixelboxx/ui';
import { useEffect } from 'react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiForm } from '@/components/forms/use-api-form.ts';
import { useCurrentUser, useSession } from '@/lib/session/session-provider.tsx';

interface DisplayNameFormProps {
  submitLabel: string;
  onSaved: () => void;
  /** The form was just opened, so it takes the focus. */
  takesFocus?: boolean;
  /** Shown beside the submit button. */
  children?: Elements;
}

export function DisplayNameForm({ submitLabel, onSaved, takesFocus = false, children }: DisplayNameFormProps) {
  const t = useTexts('profile');
  const { client, updateUser } = useSession();
  const user = useCurrentUser();
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: async () => (await import('./profile-entries.ts')).ProfileEntries,
    fieldNames: ['displayName'],
    defaultValues: { displayName: user.displayName ?? '' },
    submit: async (body, idempotencyKey) => {
      updateUser(await client('user.updateMe', { body, idempotencyKey }));
      onSaved();
    },
  });
  const { setFocus } = form;
  useEffect(() => {
    if (takesFocus) setFocus('displayName');
  }, [takesFocus, setFocus]);
  return (
    <form {...formProps} className="flex flex-col gap-5">
      <FormAlert {...state} />
      <TextField
        label={t('displayName')}
        autoComplete="name"
        placeholder={user.username}
        description={t('displayNameText')}
        error={errorOf('displayName')}
        {...form.register('displayName')}
      />
      <div className="flex flex-col gap-3 sm:flex-row sm:items-center">
        <Button type="submit" loading={state.submitting} disabled={state.blocked}>
          {submitLabel}
        </Button>
        {children}
      </div>
    </form>
  );
}

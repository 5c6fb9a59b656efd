'use client';
import { formatDevice } from '@/lib/format/format-device.ts';
import { useTexts, useWording } from '@/lib/texts/texts-provider.tsx';
import { TextField } from '@pixelboxx/ui';
import { useEffect } from 'react';
import { FormActions } from '@/components/forms/form-actions.tsx';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiForm } from '@/components/forms/use-api-form.ts';
import { createPasskey } from '@/lib/passkeys/browser-passkeys.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useReauthentication } from '@/lib/session/reauthentication.ts';

interface AddPasskeyFormProps {
  close: () => void;
  onAdded: () => Promise<void>;
}

export function AddPasskeyForm({ close, onAdded }: AddPasskeyFormProps) {
  const wording = useWording();
  const t = useTexts('security');
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: ({ AddPasskeyRequest }) => AddPasskeyRequest.pick({ name: true }),
    fieldNames: ['name'],
    defaultValues: { name: formatDevice(navigator.userAgent, wording).name },
    submit: async ({ name }) => {
      const options = await guarded(() => client('passkey.registrationOptions'));
      const response = await createPasskey(options);
      await guarded(() => client('passkey.add', { body: { name, response } }));
      await onAdded();
    },
  });
  const { setFocus } = form;
  useEffect(() => setFocus('name'), [setFocus]);
  return (
    <form {...formProps} className="flex flex-col gap-5">
      <FormAlert {...state} />
      <TextField
        label={t('passkeyName')}
        autoComplete="off"
        description={t('passkeyNameText')}
        error={errorOf('name')}
        {...form.register('name')}
      />
      <FormActions label={t('createPasskey')} {...state} onCancel={close} />
    </form>
  );
}

'use client';
import { Button, PasswordField, TextField } from '@pixelboxx/ui';
import { useState } from 'react';
import { FormAlert } from '@/forms/form-alert.tsx';
import { useApiForm } from '@/forms/use-api-form.ts';
import { useCurrentUser, useSession } from '@/session/session-provider.tsx';
import { OpeningForm } from '@/settings/opening-form.tsx';
import { SettingsCard } from '@/settings/settings-card.tsx';
import { useStepUp } from '@/step-up/step-up-provider.tsx';

export function ChangeEmail() {
  const user = useCurrentUser();
  const [asked, setAsked] = useState('');
  return (
    <SettingsCard
      title="E-mail address"
      about={
        <p className="break-words">
          <strong className="font-semibold text-ink">{user.email}</strong>
          {user.isVerified ? ', confirmed.' : ', not confirmed yet.'} Only you and we can see it.
        </p>
      }
    >
      <OpeningForm
        label="Change e-mail"
        savedText={`We sent a link to ${asked}. Your address changes when you open it in this browser.`}
      >
        {({ close, saved }) => (
          <ChangeEmailForm
            close={close}
            onAsked={(email) => {
              setAsked(email);
              saved();
            }}
          />
        )}
      </OpeningForm>
    </SettingsCard>
  );
}

function ChangeEmailForm({ close, onAsked }: { close: () => void; onAsked: (email: string) => void }) {
  const { client } = useSession();
  const { guarded } = useStepUp();
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: ({ ChangeEmailRequest }) => ChangeEmailRequest,
    fieldNames: ['email', 'password'],
    codeFields: { WRONG_PASSWORD: 'password' },
    submit: async (body) => {
      await guarded(() => client('account.changeEmail', { body }));
      onAsked(body.email);
    },
  });
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
      <div className="flex flex-col gap-3 sm:flex-row">
        <Button type="submit" loading={state.submitting} disabled={state.blocked}>
          Send the link
        </Button>
        <Button variant="quiet" onClick={close}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

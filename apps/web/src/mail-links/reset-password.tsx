'use client';
import { Button } from '@pixelboxx/ui';
import { useState } from 'react';
import { useWatch } from 'react-hook-form';
import { FormAlert } from '@/forms/form-alert.tsx';
import { useApiForm } from '@/forms/use-api-form.ts';
import { NewPasswordField } from '@/passwords/new-password-field.tsx';
import { useSession } from '@/session/session-provider.tsx';
import { EntranceHeading } from '@/shell/entrance.tsx';
import { MailLink, SpentLink } from './mail-link.tsx';
import { AnotherReset, BackToSignIn } from './other-ways.tsx';

export function ResetPassword() {
  return <MailLink another={<AnotherReset />}>{(token) => <Reset token={token} />}</MailLink>;
}

function Reset({ token }: { token: string | undefined }) {
  const { client, session, resume } = useSession();
  const [changed, setChanged] = useState(false);
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: ({ ResetPasswordRequest }) => ResetPasswordRequest.pick({ password: true }),
    fieldNames: ['password'],
    submit: async ({ password }) => {
      if (token === undefined) return;
      await client('account.resetPassword', { body: { token, password } });
      setChanged(true);
      // It may have been this browser's session that ended.
      if (session.status !== 'signed-out') await resume();
    },
  });
  const { password = '' } = useWatch({ control: form.control });
  if (changed) {
    return (
      <>
        <EntranceHeading title="Your password is changed" takesOver>
          <p>Every device is signed out. Sign in with your new password.</p>
        </EntranceHeading>
        <BackToSignIn />
      </>
    );
  }
  if (state.failureCode === 'TOKEN_INVALID') return <SpentLink another={<AnotherReset />} />;
  return (
    <>
      <EntranceHeading title="Choose a new password">
        <p>All your devices will be signed out.</p>
      </EntranceHeading>
      <form {...formProps} className="flex flex-col gap-5">
        <FormAlert {...state} />
        <NewPasswordField
          label="New password"
          value={password}
          personal={[]}
          error={errorOf('password')}
          {...form.register('password')}
        />
        <Button
          type="submit"
          block
          size="large"
          loading={state.submitting}
          disabled={state.blocked || token === undefined}
        >
          Save new password
        </Button>
      </form>
    </>
  );
}

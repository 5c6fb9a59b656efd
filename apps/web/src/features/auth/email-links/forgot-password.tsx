'use client';
import { Button, TextField } from '@pixelboxx/ui';
import { useState } from 'react';
import { EmailText } from '@/lib/email-addresses/email-text.tsx';
import { BrowserCheckStatus, FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiForm } from '@/components/forms/use-api-form.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { AuthHeading, AuthLink } from '@/components/layout/auth-layout.tsx';

export function ForgotPassword() {
  const { client } = useSession();
  const [sentTo, setSentTo] = useState<string | null>(null);
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: ({ ForgotPasswordRequest }) => ForgotPasswordRequest,
    fieldNames: ['email'],
    submit: async (body) => {
      await client('account.forgotPassword', { body });
      setSentTo(body.email);
    },
  });
  if (sentTo !== null) {
    return (
      <>
        <AuthHeading title="Look into your mailbox" takesOver>
          <p key="sent">
            If there is an account for{' '}
            <strong className="font-semibold break-words text-ink">
              <EmailText email={sentTo} />
            </strong>
            , a letter is on its way. Its link works for 30 minutes.
          </p>
        </AuthHeading>
        <p className="mb-5 text-ink-soft">Nothing there? Look among the spam, or check the address.</p>
        <Button variant="secondary" onClick={() => setSentTo(null)}>
          Try another address
        </Button>
      </>
    );
  }
  return (
    <>
      <AuthHeading title="Forgot your password?">
        <p>It happens. We send you a link for choosing a new one.</p>
      </AuthHeading>
      <form {...formProps} className="flex flex-col gap-5">
        <FormAlert {...state} />
        <TextField
          label="E-mail"
          type="email"
          inputMode="email"
          autoComplete="email"
          description="The address of your account."
          error={errorOf('email')}
          {...form.register('email')}
        />
        <BrowserCheckStatus />
        <Button type="submit" block size="large" loading={state.submitting} disabled={state.blocked}>
          Send the link
        </Button>
      </form>
      <AuthLink question="Remembered it?" href="/login">
        Sign in
      </AuthLink>
    </>
  );
}

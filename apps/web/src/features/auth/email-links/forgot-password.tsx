'use client';
import { Button, TextField } from '@pixelboxx/ui';
import { useState } from 'react';
import { EmailText } from '@/lib/email-addresses/email-text.tsx';
import { BrowserCheckStatus, FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiForm } from '@/components/forms/use-api-form.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { AuthHeading, AuthLink } from '@/components/layout/auth-layout.tsx';
import { Rich } from '@/lib/texts/rich.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';

export function ForgotPassword() {
  const t = useTexts('forgot-password');
  const tCommon = useTexts('common');
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
        <AuthHeading title={t('sentTitle')} takesOver>
          <p key="sent">
            <Rich>
              {t.rich('sentText', {
                email: () => (
                  <strong className="font-semibold break-words text-ink">
                    <EmailText email={sentTo} />
                  </strong>
                ),
              })}
            </Rich>
          </p>
        </AuthHeading>
        <p className="mb-5 text-ink-soft">{t('nothingThere')}</p>
        <Button variant="secondary" onClick={() => setSentTo(null)}>
          {t('tryAnother')}
        </Button>
      </>
    );
  }
  return (
    <>
      <AuthHeading title={t('title')}>
        <p>{t('text')}</p>
      </AuthHeading>
      <form {...formProps} className="flex flex-col gap-5">
        <FormAlert {...state} />
        <TextField
          label={tCommon('email')}
          type="email"
          inputMode="email"
          autoComplete="email"
          description={t('accountAddress')}
          error={errorOf('email')}
          {...form.register('email')}
        />
        <BrowserCheckStatus />
        <Button type="submit" block size="large" loading={state.submitting} disabled={state.blocked}>
          {t('sendLink')}
        </Button>
      </form>
      <AuthLink question={t('remembered')} href="/login">
        {tCommon('signIn')}
      </AuthLink>
    </>
  );
}

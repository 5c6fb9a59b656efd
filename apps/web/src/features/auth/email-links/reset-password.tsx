'use client';
import { Button } from '@pixelboxx/ui';
import type { RecoveryFactor } from '@pixelboxx/shared';
import { useState } from 'react';
import type { ApiClient } from '@pixelboxx/api-client';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiForm } from '@/components/forms/use-api-form.ts';
import { NewPasswordField } from '@/components/passwords/new-password-field.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';
import { AuthHeading } from '@/components/layout/auth-layout.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { MailLink, SpentLink } from './email-link.tsx';
import { AnotherReset, BackToSignIn } from './other-ways.tsx';
import { RecoveryQuestions, type RecoveryAnswers } from './recovery-questions.tsx';

export function ResetPassword() {
  return <MailLink another={<AnotherReset />}>{(token) => <Reset token={token} />}</MailLink>;
}

function Reset({ token }: { token: string | undefined }) {
  const t = useTexts('reset-password');
  const tPasswords = useTexts('passwords');
  const tCommon = useTexts('common');
  const { client, session, resume } = useSession();
  const [changed, setChanged] = useState(false);
  const [factors, setFactors] = useState<readonly RecoveryFactor[]>([]);
  const [answers, setAnswers] = useState<RecoveryAnswers>({ code: '', removed: [] });
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: ({ ResetPasswordRequest }) => ResetPasswordRequest.pick({ password: true }),
    fieldNames: ['password'],
    submit: async ({ password }) => {
      if (token === undefined) return;
      if (factors.length === 0) {
        const asked = await factorsToAskAbout(client, token);
        setFactors(asked);
        if (asked.length > 0) return;
      }
      const code = answers.code.trim();
      const body = {
        token,
        password,
        ...(code !== '' && { code }),
        ...(answers.removed.length > 0 && { removePasskeys: [...answers.removed] }),
      };
      await client('account.resetPassword', { body });
      setChanged(true);
      // It may have been this browser's session that ended.
      if (session.status !== 'signed-out') await resume();
    },
  });
  const { password = '' } = form.values;
  if (changed) {
    return (
      <>
        <AuthHeading title={t('changed')} takesOver>
          <p>{t('changedText')}</p>
        </AuthHeading>
        <BackToSignIn />
      </>
    );
  }
  if (state.failureCode === 'TOKEN_INVALID') return <SpentLink another={<AnotherReset />} />;
  return (
    <>
      <AuthHeading title={t('title')}>
        <p>{t('text')}</p>
      </AuthHeading>
      <form {...formProps} className="flex flex-col gap-5">
        <FormAlert {...state} />
        <NewPasswordField
          label={tPasswords('newPassword')}
          value={password}
          personal={[]}
          error={errorOf('password')}
          {...form.register('password')}
        />
        {factors.length > 0 && <RecoveryQuestions {...{ factors, answers }} onChange={setAnswers} />}
        <Button
          type="submit"
          block
          size="large"
          loading={state.submitting}
          disabled={state.blocked || token === undefined}
        >
          {tCommon('savePasswordNew')}
        </Button>
      </form>
    </>
  );
}

/** Asked on the click, as everything that sends the token. A response that does not come must not keep anybody out. */
async function factorsToAskAbout(client: ApiClient, token: string): Promise<readonly RecoveryFactor[]> {
  try {
    return (await client('account.pendingReset', { body: { token } })).factors;
  } catch {
    return [];
  }
}

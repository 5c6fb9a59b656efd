'use client';
import { Button } from '@pixelboxx/ui';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { NewPasswordField } from '@/components/passwords/new-password-field.tsx';
import { AuthHeading } from '@/components/layout/auth-layout.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { MailLink, SpentLink } from './email-link.tsx';
import { AnotherReset, BackToSignIn } from './other-ways.tsx';
import { RecoveryQuestions } from './recovery-questions.tsx';
import { useReset } from './use-reset.ts';

export function ResetPassword() {
  return <MailLink another={<AnotherReset />}>{(token) => <Reset token={token} />}</MailLink>;
}

function Reset({ token }: { token: string | undefined }) {
  const t = useTexts('reset-password');
  const tPasswords = useTexts('passwords');
  const tCommon = useTexts('common');
  const { form, formProps, errorOf, isChanged, factors, answers, setAnswers, ...state } = useReset(token);
  const { password = '' } = form.values;
  if (isChanged) {
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

'use client';
import { Button, TextField } from '@pixelboxx/ui';
import { useEffect, useState } from 'react';
import { Rich } from '@/lib/texts/rich.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { EmailText } from '@/lib/email-addresses/email-text.tsx';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useApiForm } from '@/components/forms/use-api-form.ts';

interface CodeEntryProps {
  /** The address that the code was mailed to. */
  email: string;
  submitLabel: string;
  /** Submits the code. Its errors are shown here. */
  submit: (code: string) => Promise<void>;
  /** Sends another code by email. */
  sendAgain: () => Promise<unknown>;
  size?: 'medium' | 'large';
}

/** Asks for the code from an email; takes the focus when it appears. */
export function CodeEntry({ email, submitLabel, submit, sendAgain, size = 'medium' }: CodeEntryProps) {
  const t = useTexts('email-code');
  const tCommon = useTexts('common');
  const [sent, setSent] = useState(0);
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: ({ CodeRequest }) => CodeRequest,
    fieldNames: ['code'],
    codeFields: { INVALID_CODE: 'code' },
    submit: ({ code }) => submit(code),
  });
  const again = useApiAction(async () => {
    await sendAgain();
    setSent((count) => count + 1);
  });
  const { setFocus } = form;
  useEffect(() => setFocus('code'), [setFocus]);
  return (
    <form {...formProps} className="flex flex-col gap-5">
      <p className="text-ink-soft">
        <Rich>
          {t.rich('sentTo', {
            email: () => (
              <strong className="font-semibold break-words text-ink">
                <EmailText email={email} />
              </strong>
            ),
          })}
        </Rich>
      </p>
      <FormAlert {...state} />
      <TextField
        label={tCommon('code')}
        description={t('digits')}
        inputMode="numeric"
        autoComplete="one-time-code"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        error={errorOf('code')}
        {...form.register('code')}
      />
      <Button type="submit" block size={size} loading={state.submitting} disabled={state.blocked}>
        {submitLabel}
      </Button>
      <FormAlert {...again} />
      <p role="status" className={sent > 0 ? 'text-ink-soft' : 'sr-only'}>
        {sent > 0 ? t('sentAnother') : ''}
      </p>
      <Button
        variant="quiet"
        block
        loading={again.running}
        disabled={again.waitSeconds > 0}
        onClick={() => void again.run()}
      >
        {t('sendAnother')}
      </Button>
    </form>
  );
}

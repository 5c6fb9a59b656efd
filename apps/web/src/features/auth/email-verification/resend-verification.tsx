'use client';
import { Button, type ButtonProps } from '@pixelboxx/ui';
import { useState } from 'react';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { SavedNote, type Saved } from '@/components/forms/saved-note.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';

/** Sends the email with the verification link again. */
export function ResendVerification(look: Pick<ButtonProps, 'variant' | 'size' | 'block'>) {
  const t = useTexts('email-verification');
  const { client } = useSession();
  const [sent, setSent] = useState<Saved>(0);
  const resend = useApiAction(async () => {
    await client('account.resendVerification');
    setSent((count) => count + 1);
  });
  return (
    <div className="flex flex-col items-start gap-3">
      <FormAlert {...resend} />
      <Button {...look} loading={resend.running} disabled={resend.waitSeconds > 0} onClick={() => void resend.run()}>
        {t('sendAgain')}
      </Button>
      <SavedNote saved={resend.failure ? 0 : sent}>{t('sentAgain')}</SavedNote>
    </div>
  );
}

'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Button } from '@pixelboxx/ui';
import { useState } from 'react';
import { CodeEntry } from '@/components/email-code/code-entry.tsx';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useSession } from '@/lib/session/session-provider.tsx';

interface ByEmailCodeProps {
  /** Submits the code. Its errors are shown here. */
  submit: (code: string) => Promise<void>;
}

/** Reauthentication by a code that is sent to the account's email address: for users without a password. */
export function ByEmailCode({ submit }: ByEmailCodeProps) {
  const t = useTexts('email-code');
  const tCommon = useTexts('common');
  const { client, session } = useSession();
  const email = session.status === 'signed-in' ? session.user.email : null;
  const [isSent, setSent] = useState(false);
  const send = async () => {
    if (email !== null) await client('emailCode.request', { body: { email } });
  };
  const first = useApiAction(async () => {
    await send();
    setSent(true);
  });
  if (email === null) return null;
  return (
    <div className="mt-3 flex flex-col gap-3">
      {isSent ? (
        <CodeEntry email={email} submitLabel={tCommon('continue')} submit={submit} sendAgain={send} />
      ) : (
        <>
          <FormAlert {...first} />
          <Button
            block
            variant="secondary"
            loading={first.running}
            disabled={first.waitSeconds > 0}
            onClick={() => void first.run()}
          >
            {t('mailMe')}
          </Button>
        </>
      )}
    </div>
  );
}

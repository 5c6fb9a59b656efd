'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Button } from '@pixelboxx/ui';
import { useState } from 'react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { SettingsCard } from '@/components/layout/settings-card.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';

/** For an account that was created by a provider or with a passkey, or handed over to its mailbox. */
export function ChoosePassword() {
  const t = useTexts('security');
  const { client, session } = useSession();
  const [isSent, setSent] = useState(false);
  const email = session.status === 'signed-in' ? session.user.email : null;
  const send = useApiAction(async () => {
    if (email !== null) await client('account.forgotPassword', { body: { email } });
    setSent(true);
  });
  if (email === null) return null;
  return (
    <SettingsCard title={t('aPassword')} about={t('aPasswordText')}>
      <div className="flex flex-col items-start gap-3">
        <p>{t('noPassword')}</p>
        <FormAlert {...send} />
        <p role="status">{isSent ? t('letterSent') : ''}</p>
        {!isSent && (
          <Button
            variant="secondary"
            loading={send.running}
            disabled={send.waitSeconds > 0}
            onClick={() => void send.run()}
          >
            {t('mailMe')}
          </Button>
        )}
      </div>
    </SettingsCard>
  );
}

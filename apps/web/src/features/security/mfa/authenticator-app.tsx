'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { MfaStatus, TotpSetup as Setup } from '@pixelboxx/shared';
import { Button } from '@pixelboxx/ui';
import { later } from '@/components/loading/later.tsx';
import { useState } from 'react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { SettingsCard } from '@/components/layout/settings-card.tsx';
import { useReauthentication } from '@/lib/session/reauthentication.ts';
import { EnabledApp } from './enabled-app.tsx';

const TotpSetup = later(() => import('./totp-setup.tsx').then(({ TotpSetup }) => TotpSetup));
const BackupCodeList = later(() => import('./backup-code-list.tsx').then(({ BackupCodeList }) => BackupCodeList));

interface AuthenticatorAppProps {
  status: MfaStatus;
  onChanged: () => Promise<unknown>;
}

/** Codes from an app: off, being set up, or on. New backup codes are shown once. */
export function AuthenticatorApp({ status, onChanged }: AuthenticatorAppProps) {
  const t = useTexts('security');
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const [setup, setSetup] = useState<Setup | null>(null);
  const [newCodes, setNewCodes] = useState<readonly string[] | null>(null);
  const begin = useApiAction(async () => {
    await Promise.all([TotpSetup.fetch(), BackupCodeList.fetch()]);
    setSetup(await guarded(() => client('mfa.setUpTotp')));
  });
  const show = (codes: readonly string[]) => {
    setSetup(null);
    setNewCodes(codes);
  };
  /** The change is announced only now: nothing may lead away from codes that are shown once. */
  const finish = async () => {
    await onChanged();
    setNewCodes(null);
  };
  return (
    <SettingsCard title={t('codes')} about={t('codesText')}>
      {newCodes ? (
        <BackupCodeList codes={newCodes} onSaved={finish} />
      ) : setup ? (
        <TotpSetup setup={setup} onEnabled={show} onCancel={() => setSetup(null)} />
      ) : status.totp.enabled ? (
        <EnabledApp {...{ status, onChanged }} prepare={BackupCodeList.fetch} onNewCodes={show} />
      ) : (
        <>
          <FormAlert {...begin} />
          <Button
            variant="secondary"
            className="self-start"
            loading={begin.running}
            disabled={begin.waitSeconds > 0}
            onClick={() => void begin.run()}
          >
            {t('setUpCodes')}
          </Button>
        </>
      )}
    </SettingsCard>
  );
}

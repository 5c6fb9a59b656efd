'use client';
import { useFormats } from '@/lib/format/use-formats.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { MfaStatus } from '@pixelboxx/shared';
import { CircleCheck } from 'lucide-react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { ConfirmButton } from '@/components/forms/confirm-button.tsx';
import { useReauthentication } from '@/lib/session/reauthentication.ts';

interface EnabledAppProps {
  status: MfaStatus;
  onChanged: () => Promise<unknown>;
  /** Called before codes are created that are shown once: nothing may have to be loaded after that. */
  prepare: () => Promise<unknown>;
  onNewCodes: (codes: readonly string[]) => void;
}

const fewCodes = 3;

export function EnabledApp({ status, onChanged, prepare, onNewCodes }: EnabledAppProps) {
  const formats = useFormats();
  const t = useTexts('security');
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const renew = useApiAction(async () => {
    await prepare();
    const { codes } = await guarded(() => client('mfa.renewBackupCodes'));
    onNewCodes(codes);
  });
  const disable = useApiAction(async () => {
    await guarded(() => client('mfa.disableTotp'));
    await onChanged();
  });
  const left = status.backupCodesLeft;
  return (
    <>
      <div className="flex items-start gap-3">
        <CircleCheck aria-hidden="true" className="mt-0.5 size-5.5 shrink-0 text-brand" />
        <div>
          <p className="font-semibold">{t('codesOn')}</p>
          <p className="text-sm text-ink-faint">
            {[
              status.totp.enabledAt && t('turnedOn', { when: formats.moment(status.totp.enabledAt) }),
              t('codesLeft', { count: left }),
              left < fewCodes && t('timeForNew'),
            ]
              .filter(Boolean)
              .join(' ')}
          </p>
        </div>
      </div>
      <FormAlert {...(renew.failure ? renew : disable)} />
      <div className="flex flex-col gap-3 sm:flex-row">
        <ConfirmButton
          label={t('newCodes')}
          title={t('newCodesTitle')}
          text={t('newCodesText')}
          confirmLabel={t('makeNew')}
          onConfirm={renew.run}
        />
        <ConfirmButton
          label={t('turnOff')}
          title={t('turnOffTitle')}
          text={t('turnOffText')}
          confirmLabel={t('turnOffCodes')}
          danger
          onConfirm={disable.run}
        />
      </div>
    </>
  );
}

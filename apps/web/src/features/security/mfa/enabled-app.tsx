'use client';
import type { MfaStatus } from '@pixelboxx/shared';
import { CircleCheck } from 'lucide-react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { ConfirmButton } from '@/components/forms/confirm-button.tsx';
import { formatMoment } from '@/lib/format/format-moment.ts';
import { useReauthentication } from '@/lib/session/reauthentication.ts';

interface EnabledAppProps {
  status: MfaStatus;
  onChanged: () => Promise<unknown>;
  onNewCodes: (codes: readonly string[]) => void;
}

const fewCodes = 3;

export function EnabledApp({ status, onChanged, onNewCodes }: EnabledAppProps) {
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const renew = useApiAction(async () => {
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
          <p className="font-semibold">Codes are on</p>
          <p className="text-sm text-ink-faint">
            {[
              status.totp.enabledAt && `Turned on ${formatMoment(status.totp.enabledAt)}.`,
              left === 1 ? 'One backup code is left.' : `${left} backup codes are left.`,
              left < fewCodes && 'Time for new ones.',
            ]
              .filter(Boolean)
              .join(' ')}
          </p>
        </div>
      </div>
      <FormAlert {...(renew.failure ? renew : disable)} />
      <div className="flex flex-col gap-3 sm:flex-row">
        <ConfirmButton
          label="New backup codes"
          title="Make new backup codes?"
          text="The ones you have now stop working."
          confirmLabel="Make new ones"
          onConfirm={renew.run}
        />
        <ConfirmButton
          label="Turn off"
          title="Turn off codes?"
          text="Your password alone will then open your account. Your backup codes stop working."
          confirmLabel="Turn off codes"
          danger
          onConfirm={disable.run}
        />
      </div>
    </>
  );
}

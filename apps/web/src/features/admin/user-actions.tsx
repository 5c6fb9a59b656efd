'use client';
import type { AdminUser, Role } from '@pixelboxx/shared';
import { Button, SelectField } from '@pixelboxx/ui';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useCurrentUser, useSession } from '@/lib/session/session-provider.tsx';
import { ConfirmButton } from '@/components/forms/confirm-button.tsx';
import { SettingsCard } from '@/components/layout/settings-card.tsx';
import { useReauthentication } from '@/lib/session/reauthentication.ts';
import { retryImport } from '@/lib/loading/retry-import.ts';

const SuspendDialog = dynamic(() =>
  retryImport(() => import('./suspend-dialog.tsx')).then(({ SuspendDialog }) => SuspendDialog),
);

interface UserActionsProps {
  user: AdminUser;
  onChanged: (user: AdminUser) => void;
}

/** Only what the reader may do. The API decides again, and wants a fresh proof for each. */
export function UserActions({ user, onChanged }: UserActionsProps) {
  const reader = useCurrentUser();
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const [suspending, setSuspending] = useState(false);
  const params = { id: user.id };
  const unsuspend = useApiAction(async () => onChanged(await guarded(() => client('admin.unsuspend', { params }))));
  const unlock = useApiAction(async () => onChanged(await guarded(() => client('admin.unlock', { params }))));
  const reset = useApiAction(async () =>
    onChanged(await guarded(() => client('admin.resetSecondFactors', { params }))),
  );
  const failed = [unsuspend, unlock, reset].find(({ failure }) => failure) ?? unlock;
  const mayAct = reader.id !== user.id && (reader.role === 'ADMIN' || user.role === 'USER');
  if (!mayAct || user.deletedAt) return null;
  const name = `@${user.username}`;
  return (
    <SettingsCard title="Look after this account">
      <FormAlert {...failed} />
      <div className="flex flex-col gap-3 sm:flex-row">
        {user.suspendedAt ? (
          <ConfirmButton
            label="Lift the suspension"
            title={`Let ${name} in again?`}
            text="They can sign in at once, and their profile is seen again."
            confirmLabel="Lift it"
            onConfirm={unsuspend.run}
          />
        ) : (
          <Button variant="danger" onClick={() => setSuspending(true)}>
            Suspend…
          </Button>
        )}
        {user.lockedUntil && (
          <ConfirmButton
            label="Unlock"
            title={`Forget the failed sign-ins of ${name}?`}
            text="They can try again at once. So can whoever was guessing."
            confirmLabel="Unlock"
            onConfirm={unlock.run}
          />
        )}
        {reader.role === 'ADMIN' && (
          <ConfirmButton
            label="Remove second step"
            title={`Remove code app, backup codes and passkeys of ${name}?`}
            text={`Only for somebody who lost them and whose identity you have checked: their password alone will sign in. All their devices are signed out, and they are told by mail.${user.role === 'USER' ? '' : ' For three days they may set up a new one, as they may when they never had one.'}`}
            confirmLabel="Remove"
            onConfirm={reset.run}
          />
        )}
      </div>
      {suspending && <SuspendDialog user={user} onClose={() => setSuspending(false)} onSuspended={onChanged} />}
      {reader.role === 'ADMIN' && <RoleChoice key={user.role} user={user} onChanged={onChanged} />}
    </SettingsCard>
  );
}

function RoleChoice({ user, onChanged }: UserActionsProps) {
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const [role, setRole] = useState<Role>(user.role);
  const change = useApiAction(async () =>
    onChanged(await guarded(() => client('admin.changeRole', { params: { id: user.id }, body: { role } }))),
  );
  return (
    <div className="flex flex-col gap-3 border-t border-line pt-5">
      <FormAlert {...change} />
      <div className="flex flex-col gap-3 sm:flex-row sm:items-end">
        <SelectField label="Role" value={role} onChange={({ target }) => setRole(target.value as Role)}>
          <option value="USER">Member</option>
          <option value="MOD">Moderator</option>
          <option value="ADMIN">Administrator</option>
        </SelectField>
        <ConfirmButton
          label="Change role"
          title={`Change the role of @${user.username}?`}
          text="It takes effect at once, wherever they are signed in."
          confirmLabel="Change role"
          disabled={role === user.role}
          onConfirm={change.run}
        />
      </div>
    </div>
  );
}

'use client';
import type { AdminUser, Role } from '@pixelboxx/shared';
import { Button, SelectField } from '@pixelboxx/ui';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useCurrentUser, useSession } from '@/lib/session/session-provider.tsx';
import { ConfirmButton } from '@/features/account/settings/confirm-button.tsx';
import { SettingsCard } from '@/features/account/settings/settings-card.tsx';
import { useStepUp } from '@/features/security/reauthentication/reauthentication-provider.tsx';

const SuspendDialog = dynamic(() => import('./suspend-dialog.tsx').then(({ SuspendDialog }) => SuspendDialog));

interface PersonActionsProps {
  person: AdminUser;
  onChanged: (person: AdminUser) => void;
}

/** Only what the reader may do. The API decides again, and wants a fresh proof for each. */
export function PersonActions({ person, onChanged }: PersonActionsProps) {
  const reader = useCurrentUser();
  const { client } = useSession();
  const { guarded } = useStepUp();
  const [suspending, setSuspending] = useState(false);
  const params = { id: person.id };
  const unsuspend = useApiAction(async () => onChanged(await guarded(() => client('admin.unsuspend', { params }))));
  const unlock = useApiAction(async () => onChanged(await guarded(() => client('admin.unlock', { params }))));
  const reset = useApiAction(async () =>
    onChanged(await guarded(() => client('admin.resetSecondFactors', { params }))),
  );
  const failed = [unsuspend, unlock, reset].find(({ failure }) => failure) ?? unlock;
  const mayAct = reader.id !== person.id && (reader.role === 'ADMIN' || person.role === 'USER');
  if (!mayAct || person.deletedAt) return null;
  const name = `@${person.username}`;
  return (
    <SettingsCard title="Look after this account">
      <FormAlert {...failed} />
      <div className="flex flex-col gap-3 sm:flex-row">
        {person.suspendedAt ? (
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
        {person.lockedUntil && (
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
            text="Only for somebody who lost them and whose identity you have checked: their password alone will sign in. All their devices are signed out, and they are told by mail."
            confirmLabel="Remove"
            onConfirm={reset.run}
          />
        )}
      </div>
      {suspending && <SuspendDialog person={person} onClose={() => setSuspending(false)} onSuspended={onChanged} />}
      {reader.role === 'ADMIN' && <RoleChoice key={person.role} person={person} onChanged={onChanged} />}
    </SettingsCard>
  );
}

function RoleChoice({ person, onChanged }: PersonActionsProps) {
  const { client } = useSession();
  const { guarded } = useStepUp();
  const [role, setRole] = useState<Role>(person.role);
  const change = useApiAction(async () =>
    onChanged(await guarded(() => client('admin.changeRole', { params: { id: person.id }, body: { role } }))),
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
          title={`Change the role of @${person.username}?`}
          text="It takes effect at once, wherever they are signed in."
          confirmLabel="Change role"
          disabled={role === person.role}
          onConfirm={change.run}
        />
      </div>
    </div>
  );
}

'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { AdminUser, Role } from '@pixelboxx/shared';
import { Button, SelectField } from '@pixelboxx/ui';
import { later } from '@/components/loading/later.tsx';
import { useOpening } from '@/components/loading/use-opening.ts';
import { useState } from 'react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useCurrentUser, useSession } from '@/lib/session/session-provider.tsx';
import { ConfirmButton } from '@/components/forms/confirm-button.tsx';
import { SettingsCard } from '@/components/layout/settings-card.tsx';
import { useReauthentication } from '@/lib/session/reauthentication.ts';

const SuspendDialog = later(() => import('./suspend-dialog.tsx').then(({ SuspendDialog }) => SuspendDialog));

interface UserActionsProps {
  user: AdminUser;
  onChanged: (user: AdminUser) => void;
}

/** Only actions that the viewer may take. The API decides again, and requires reauthentication for each. */
export function UserActions({ user, onChanged }: UserActionsProps) {
  const t = useTexts('admin');
  const tCommon = useTexts('common');
  const reader = useCurrentUser();
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const [suspending, setSuspending] = useState(false);
  const { opening, start } = useOpening(SuspendDialog, () => setSuspending(true));
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
    <SettingsCard title={t('lookAfter')}>
      <FormAlert {...failed} />
      <div className="flex flex-col gap-3 sm:flex-row">
        {user.suspendedAt ? (
          <ConfirmButton
            label={t('lift')}
            title={t('liftTitle', { name })}
            text={t('liftText')}
            confirmLabel={t('liftIt')}
            onConfirm={unsuspend.run}
          />
        ) : (
          <Button variant="danger" loading={opening} onClick={start}>
            {t('suspendButton')}
          </Button>
        )}
        {user.lockedUntil && (
          <ConfirmButton
            label={t('unlock')}
            title={t('unlockTitle', { name })}
            text={t('unlockText')}
            confirmLabel={t('unlock')}
            onConfirm={unlock.run}
          />
        )}
        {reader.role === 'ADMIN' && (
          <ConfirmButton
            label={t('removeSecond')}
            title={t('removeSecondTitle', { name })}
            text={t(user.role === 'USER' ? 'removeSecondText' : 'removeSecondStaffText')}
            confirmLabel={tCommon('remove')}
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
  const t = useTexts('admin');
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
        <SelectField label={t('role')} value={role} onChange={({ target }) => setRole(target.value as Role)}>
          <option value="USER">{t('member')}</option>
          <option value="MOD">{t('moderator')}</option>
          <option value="ADMIN">{t('administrator')}</option>
        </SelectField>
        <ConfirmButton
          label={t('changeRole')}
          title={t('changeRoleTitle', { username: user.username })}
          text={t('changeRoleText')}
          confirmLabel={t('changeRole')}
          disabled={role === user.role}
          onConfirm={change.run}
        />
      </div>
    </div>
  );
}

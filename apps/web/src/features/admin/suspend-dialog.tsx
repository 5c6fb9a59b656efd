'use client';
import type { AdminUser } from '@pixelboxx/shared';
import { ReasonDialog } from '@/components/forms/reason-dialog.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';

interface SuspendDialogProps {
  user: AdminUser;
  onClose: () => void;
  onSuspended: (user: AdminUser) => void;
}

export function SuspendDialog({ user, onClose, onSuspended }: SuspendDialogProps) {
  const { client } = useSession();
  return (
    <ReasonDialog
      title={`Suspend @${user.username}?`}
      description="They are signed out everywhere at once and cannot come back until the suspension is lifted."
      hint="For your colleagues, and for the record."
      confirmLabel="Suspend"
      schema={({ SuspendRequest }) => SuspendRequest}
      submit={async (body, guarded, idempotencyKey) => {
        onSuspended(await guarded(() => client('admin.suspend', { params: { id: user.id }, body, idempotencyKey })));
        onClose();
      }}
      onClose={onClose}
    />
  );
}

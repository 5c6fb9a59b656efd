'use client';
import type { AdminUser } from '@pixelboxx/shared';
import { ReasonDialog } from '@/components/forms/reason-dialog.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';

interface SuspendDialogProps {
  person: AdminUser;
  onClose: () => void;
  onSuspended: (person: AdminUser) => void;
}

export function SuspendDialog({ person, onClose, onSuspended }: SuspendDialogProps) {
  const { client } = useSession();
  return (
    <ReasonDialog
      title={`Suspend @${person.username}?`}
      description="They are signed out everywhere at once and cannot come back until the suspension is lifted."
      hint="For your colleagues, and for the record."
      confirmLabel="Suspend"
      schema={({ SuspendRequest }) => SuspendRequest}
      submit={async (body, guarded) => {
        onSuspended(await guarded(() => client('admin.suspend', { params: { id: person.id }, body })));
        onClose();
      }}
      onClose={onClose}
    />
  );
}

'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { AdminUser } from '@pixelboxx/shared';
import { ReasonDialog } from '@/components/forms/reason-dialog.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';

interface SuspendDialogProps {
  user: AdminUser;
  onClose: () => void;
  onSuspended: (user: AdminUser) => void;
}

export function SuspendDialog({ user, onClose, onSuspended }: SuspendDialogProps) {
  const t = useTexts('admin');
  const { client } = useSession();
  return (
    <ReasonDialog
      title={t('suspendTitle', { username: user.username })}
      description={t('suspendText')}
      hint={t('suspendHint')}
      confirmLabel={t('suspend')}
      schema={({ SuspendRequest }) => SuspendRequest}
      submit={async (body, guarded, idempotencyKey) => {
        onSuspended(await guarded(() => client('admin.suspend', { params: { id: user.id }, body, idempotencyKey })));
        onClose();
      }}
      onClose={onClose}
    />
  );
}

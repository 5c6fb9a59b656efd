'use client';
import type { ModerationUpload } from '@pixelboxx/shared';
import { isApiError } from '@/lib/api/api-failure.ts';
import { ReasonDialog } from '@/components/forms/reason-dialog.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';

interface RemoveDialogProps {
  upload: ModerationUpload;
  onClose: () => void;
  onDecided: (outcome: string) => void;
}

export function RemoveDialog({ upload, onClose, onDecided }: RemoveDialogProps) {
  const { client } = useSession();
  return (
    <ReasonDialog
      title={`Remove this picture of @${upload.owner.username}?`}
      description="It is deleted for good. Its owner is told, with your reason."
      hint="A sentence is enough."
      confirmLabel="Remove"
      schema={({ RemoveUploadRequest }) => RemoveUploadRequest}
      submit={async (body, guarded, idempotencyKey) => {
        try {
          await guarded(() => client('moderation.remove', { params: { id: upload.id }, body, idempotencyKey }));
          onDecided('Removed.');
        } catch (error) {
          if (!isApiError(error) || error.code !== 'NOT_FOUND') throw error;
          onDecided('It was decided elsewhere already.');
        }
      }}
      onClose={onClose}
    />
  );
}

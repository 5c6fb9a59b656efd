'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
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
  const t = useTexts('moderation');
  const tCommon = useTexts('common');
  const { client } = useSession();
  return (
    <ReasonDialog
      title={t('removeTitle', { username: upload.owner.username })}
      description={t('removeText')}
      hint={t('sentence')}
      confirmLabel={tCommon('remove')}
      schema={({ RemoveUploadRequest }) => RemoveUploadRequest}
      submit={async (body, guarded, idempotencyKey) => {
        try {
          await guarded(() => client('moderation.remove', { params: { id: upload.id }, body, idempotencyKey }));
          onDecided(t('removed'));
        } catch (error) {
          if (!isApiError(error) || error.code !== 'NOT_FOUND') throw error;
          onDecided(t('decidedElsewhere'));
        }
      }}
      onClose={onClose}
    />
  );
}

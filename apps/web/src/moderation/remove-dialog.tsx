'use client';
import type { ModerationUpload } from '@pixelboxx/shared';
import { Button, Dialog, TextField } from '@pixelboxx/ui';
import { isApiError } from '@/api/api-failure.ts';
import { FormAlert } from '@/forms/form-alert.tsx';
import { useApiForm } from '@/forms/use-api-form.ts';
import { useSession } from '@/session/session-provider.tsx';
import { useStepUp } from '@/step-up/step-up-provider.tsx';

interface RemoveDialogProps {
  upload: ModerationUpload;
  onClose: () => void;
  onDecided: (outcome: string) => void;
}

export function RemoveDialog({ upload, onClose, onDecided }: RemoveDialogProps) {
  const { client } = useSession();
  const { guarded, asking } = useStepUp();
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: ({ RemoveUploadRequest }) => RemoveUploadRequest,
    fieldNames: ['reason'],
    submit: async (body) => {
      try {
        await guarded(() => client('moderation.remove', { params: { id: upload.id }, body }));
        onDecided('Removed.');
      } catch (error) {
        if (!isApiError(error) || error.code !== 'NOT_FOUND') throw error;
        onDecided('It was decided elsewhere already.');
      }
    },
  });
  return (
    <Dialog
      open={!asking}
      onOpenChange={onClose}
      title={`Remove this picture of @${upload.owner.username}?`}
      description="It is deleted for good. Its owner is told, with your reason."
    >
      <form {...formProps} className="flex flex-col gap-5">
        <FormAlert {...state} />
        <TextField
          label="Reason"
          description="A sentence is enough."
          autoComplete="off"
          error={errorOf('reason')}
          {...form.register('reason')}
        />
        <div className="flex flex-col-reverse gap-3 sm:flex-row sm:justify-end">
          <Button variant="secondary" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" variant="danger" loading={state.submitting} disabled={state.blocked}>
            Remove
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

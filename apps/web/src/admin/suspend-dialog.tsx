'use client';
import type { AdminUser } from '@pixelboxx/shared';
import { Button, Dialog, TextField } from '@pixelboxx/ui';
import { FormAlert } from '@/forms/form-alert.tsx';
import { useApiForm } from '@/forms/use-api-form.ts';
import { useSession } from '@/session/session-provider.tsx';
import { useStepUp } from '@/step-up/step-up-provider.tsx';

interface SuspendDialogProps {
  person: AdminUser;
  onClose: () => void;
  onSuspended: (person: AdminUser) => void;
}

export function SuspendDialog({ person, onClose, onSuspended }: SuspendDialogProps) {
  const { client } = useSession();
  const { guarded, asking } = useStepUp();
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: ({ SuspendRequest }) => SuspendRequest,
    fieldNames: ['reason'],
    submit: async (body) => {
      onSuspended(await guarded(() => client('admin.suspend', { params: { id: person.id }, body })));
      onClose();
    },
  });
  return (
    <Dialog
      open={!asking}
      onOpenChange={onClose}
      title={`Suspend @${person.username}?`}
      description="They are signed out everywhere at once and cannot come back until the suspension is lifted."
    >
      <form {...formProps} className="flex flex-col gap-5">
        <FormAlert {...state} />
        <TextField
          label="Reason"
          description="For your colleagues, and for the record."
          autoComplete="off"
          error={errorOf('reason')}
          {...form.register('reason')}
        />
        <div className="flex flex-col-reverse gap-3 sm:flex-row sm:justify-end">
          <Button variant="secondary" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" variant="danger" loading={state.submitting} disabled={state.blocked}>
            Suspend
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

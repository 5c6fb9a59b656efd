'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Button, Dialog, TextField } from '@pixelboxx/ui';
import type { SchemaSource } from '@/lib/api/load-contracts.ts';
import { useReauthentication } from '@/lib/session/reauthentication.ts';
import { FormAlert } from './form-alert.tsx';
import { useApiForm } from './use-api-form.ts';

interface Reason {
  reason: string;
}

interface ReasonDialogProps {
  title: string;
  description: string;
  /** Who reads the reason, or how long it should be. */
  hint: string;
  confirmLabel: string;
  schema: SchemaSource<Reason, Reason>;
  /** Calls the API; asks for reauthentication if the API requires it. */
  submit: (
    body: Reason,
    guarded: ReturnType<typeof useReauthentication>['guarded'],
    idempotencyKey: string,
  ) => Promise<void>;
  onClose: () => void;
}

/** Asks for a reason before an action on another user. */
export function ReasonDialog({ submit, schema, onClose, ...texts }: ReasonDialogProps) {
  const t = useTexts('common');
  const { guarded, asking } = useReauthentication();
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema,
    fieldNames: ['reason'],
    submit: (body, idempotencyKey) => submit(body, guarded, idempotencyKey),
  });
  return (
    <Dialog open={!asking} onOpenChange={onClose} title={texts.title} description={texts.description}>
      <form {...formProps} className="flex flex-col gap-5">
        <FormAlert {...state} />
        <TextField
          label={t('reason')}
          description={texts.hint}
          autoComplete="off"
          error={errorOf('reason')}
          {...form.register('reason')}
        />
        <div className="flex flex-col-reverse gap-3 sm:flex-row sm:justify-end">
          <Button variant="secondary" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" variant="danger" loading={state.submitting} disabled={state.blocked}>
            {texts.confirmLabel}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Button, Dialog, PasswordField } from '@pixelboxx/ui';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiForm } from '@/components/forms/use-api-form.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useReauthentication } from '@/lib/session/reauthentication.ts';

interface DeleteAccountDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function DeleteAccountDialog({ open, onOpenChange }: DeleteAccountDialogProps) {
  const t = useTexts('account');
  const tCommon = useTexts('common');
  const { client, leave } = useSession();
  const { guarded, asking } = useReauthentication();
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: ({ DeleteAccountRequest }) => DeleteAccountRequest,
    fieldNames: ['password'],
    codeFields: { WRONG_PASSWORD: 'password' },
    submit: async (body) => {
      await guarded(() => client('account.deleteAccount', { body }));
      leave('/goodbye');
    },
  });
  const gone = form.succeeded && !state.failure;
  return (
    <Dialog open={open && !asking} onOpenChange={onOpenChange} title={t('deleteTitle')}>
      <ul className="flex list-disc flex-col gap-1.5 ps-5 text-[0.9375rem] text-ink-soft">
        <li>{t('deleteEverywhere')}</li>
        <li>{t('deleteUndo')}</li>
        <li>{t('deleteThen')}</li>
      </ul>
      <form {...formProps} className="flex flex-col gap-5">
        <FormAlert {...state} />
        <PasswordField
          label={tCommon('yourPassword')}
          autoComplete="current-password"
          error={errorOf('password')}
          {...form.register('password')}
        />
        <div className="flex flex-col-reverse gap-3 sm:flex-row sm:justify-end">
          <Button variant="secondary" onClick={() => onOpenChange(false)}>
            {t('keep')}
          </Button>
          <Button type="submit" variant="danger" loading={state.submitting || gone} disabled={state.blocked}>
            {t('deleteMine')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

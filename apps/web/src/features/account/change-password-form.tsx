'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { PasswordField } from '@pixelboxx/ui';
import { useEffect } from 'react';
import { FormActions } from '@/components/forms/form-actions.tsx';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiForm } from '@/components/forms/use-api-form.ts';
import { NewPasswordField } from '@/components/passwords/new-password-field.tsx';
import { useCurrentUser, useSession } from '@/lib/session/session-provider.tsx';
import { TextLink } from '@/components/layout/page-link.tsx';
import { useReauthentication } from '@/lib/session/reauthentication.ts';

export function ChangePasswordForm({ close, saved }: { close: () => void; saved: () => void }) {
  const t = useTexts('account');
  const tPasswords = useTexts('passwords');
  const tCommon = useTexts('common');
  const { client, updateUser } = useSession();
  const { guarded } = useReauthentication();
  const user = useCurrentUser();
  const { form, formProps, errorOf, ...state } = useApiForm({
    schema: ({ ChangePasswordRequest }) => ChangePasswordRequest,
    fieldNames: ['currentPassword', 'newPassword'],
    codeFields: { WRONG_PASSWORD: 'currentPassword' },
    submit: async (body) => {
      updateUser(await guarded(() => client('account.changePassword', { body })));
      saved();
    },
  });
  const { setFocus } = form;
  useEffect(() => setFocus('currentPassword'), [setFocus]);
  const { newPassword = '' } = form.values;
  return (
    <form {...formProps} className="flex flex-col gap-5">
      <FormAlert {...state} />
      {/* Tells password managers which user this password belongs to. */}
      <input type="text" name="username" autoComplete="username" value={user.username} readOnly hidden />
      <PasswordField
        label={t('currentPassword')}
        autoComplete="current-password"
        aside={<TextLink href="/forgot-password">{t('forgotten')}</TextLink>}
        error={errorOf('currentPassword')}
        {...form.register('currentPassword')}
      />
      <NewPasswordField
        label={tPasswords('newPassword')}
        value={newPassword}
        personal={[user.username, user.email ?? '']}
        error={errorOf('newPassword')}
        {...form.register('newPassword')}
      />
      <FormActions label={tCommon('savePasswordNew')} {...state} onCancel={close} />
    </form>
  );
}

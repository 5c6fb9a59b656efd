'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { later } from '@/components/loading/later.tsx';
import { OpeningForm } from '@/components/forms/opening-form.tsx';
import { SettingsCard } from '@/components/layout/settings-card.tsx';

const ChangePasswordForm = later(() =>
  import('./change-password-form.tsx').then(({ ChangePasswordForm }) => ChangePasswordForm),
);

export function ChangePassword() {
  const t = useTexts('account');
  return (
    <SettingsCard title={t('password')} about={t('passwordText')}>
      <OpeningForm form={ChangePasswordForm} label={t('changePassword')} savedText={t('passwordChanged')}>
        {(controls) => <ChangePasswordForm {...controls} />}
      </OpeningForm>
    </SettingsCard>
  );
}

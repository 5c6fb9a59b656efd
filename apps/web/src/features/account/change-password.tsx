'use client';
import dynamic from 'next/dynamic';
import { OpeningForm } from '@/components/forms/opening-form.tsx';
import { SettingsCard } from '@/components/layout/settings-card.tsx';
import { retryImport } from '@/lib/loading/retry-import.ts';

const ChangePasswordForm = dynamic(() =>
  retryImport(() => import('./change-password-form.tsx')).then(({ ChangePasswordForm }) => ChangePasswordForm),
);

export function ChangePassword() {
  return (
    <SettingsCard title="Password" about="Changing it signs out all your other devices.">
      <OpeningForm label="Change password" savedText="Your password is changed. Other devices are signed out.">
        {(controls) => <ChangePasswordForm {...controls} />}
      </OpeningForm>
    </SettingsCard>
  );
}

'use client';
import { Rich } from '@/lib/texts/rich.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { later } from '@/components/loading/later.tsx';
import { useState } from 'react';
import { EmailText } from '@/lib/email-addresses/email-text.tsx';
import { useCurrentUser } from '@/lib/session/session-provider.tsx';
import { OpeningForm } from '@/components/forms/opening-form.tsx';
import { SettingsCard } from '@/components/layout/settings-card.tsx';
import { useMailTrouble } from './use-mail-trouble.ts';

const ChangeEmailForm = later(() => import('./change-email-form.tsx').then(({ ChangeEmailForm }) => ChangeEmailForm));

const MailTrouble = later(() => import('./mail-trouble.tsx').then(({ MailTrouble }) => MailTrouble));

export function ChangeEmail() {
  const t = useTexts('account');
  const user = useCurrentUser();
  const trouble = useMailTrouble();
  const [asked, setAsked] = useState('');
  return (
    <SettingsCard
      title={t('emailAddress')}
      about={
        <p className="break-words">
          <Rich>
            {t.rich(user.isVerified ? 'emailConfirmed' : 'emailNotConfirmed', {
              email: () => (
                <strong className="font-semibold text-ink">
                  {user.email === null ? t('none') : <EmailText email={user.email} />}
                </strong>
              ),
            })}
          </Rich>
        </p>
      }
    >
      {trouble && <MailTrouble trouble={trouble} />}
      <OpeningForm form={ChangeEmailForm} label={t('changeEmail')} savedText={t('emailSent', { email: asked })}>
        {({ close, saved }) => (
          <ChangeEmailForm
            close={close}
            onAsked={(email) => {
              setAsked(email);
              saved();
            }}
          />
        )}
      </OpeningForm>
    </SettingsCard>
  );
}

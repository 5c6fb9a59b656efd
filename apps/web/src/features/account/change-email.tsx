'use client';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { EmailText } from '@/lib/email-addresses/email-text.tsx';
import { useCurrentUser } from '@/lib/session/session-provider.tsx';
import { OpeningForm } from '@/components/forms/opening-form.tsx';
import { SettingsCard } from '@/components/layout/settings-card.tsx';
import { retryImport } from '@/lib/loading/retry-import.ts';
import { useMailTrouble } from './use-mail-trouble.ts';

const ChangeEmailForm = dynamic(() =>
  retryImport(() => import('./change-email-form.tsx')).then(({ ChangeEmailForm }) => ChangeEmailForm),
);

const MailTrouble = dynamic(() =>
  retryImport(() => import('./mail-trouble.tsx')).then(({ MailTrouble }) => MailTrouble),
);

export function ChangeEmail() {
  const user = useCurrentUser();
  const trouble = useMailTrouble();
  const [asked, setAsked] = useState('');
  return (
    <SettingsCard
      title="E-mail address"
      about={
        <p className="break-words">
          <strong className="font-semibold text-ink">
            {user.email === null ? 'none' : <EmailText email={user.email} />}
          </strong>
          <span>{user.isVerified ? ', confirmed.' : ', not confirmed yet.'}</span> Only you and we can see it.
        </p>
      }
    >
      {trouble && <MailTrouble trouble={trouble} />}
      <OpeningForm
        label="Change e-mail"
        savedText={`We sent a link to ${asked}. Your address changes when you open it in this browser.`}
      >
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

'use client';
import { Button } from '@pixelboxx/ui';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { SettingsCard } from '@/components/layout/settings-card.tsx';
import { retryImport } from '@/lib/loading/retry-import.ts';

const DeleteAccountDialog = dynamic(() =>
  retryImport(() => import('./delete-account-dialog.tsx')).then(({ DeleteAccountDialog }) => DeleteAccountDialog),
);

export function DeleteAccount() {
  const [open, setOpen] = useState(false);
  const [everOpened, setEverOpened] = useState(false);
  const start = () => {
    setEverOpened(true);
    setOpen(true);
  };
  return (
    <SettingsCard
      title="Delete your account"
      about="You have two weeks to change your mind. After that, nothing is left."
    >
      <Button variant="danger" className="self-start" onClick={start}>
        Delete account…
      </Button>
      {everOpened && <DeleteAccountDialog open={open} onOpenChange={setOpen} />}
    </SettingsCard>
  );
}

'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Button } from '@pixelboxx/ui';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { SettingsCard } from '@/components/layout/settings-card.tsx';
import { retryImport } from '@/lib/loading/retry-import.ts';

const DeleteAccountDialog = dynamic(() =>
  retryImport(() => import('./delete-account-dialog.tsx')).then(({ DeleteAccountDialog }) => DeleteAccountDialog),
);

export function DeleteAccount() {
  const t = useTexts('account');
  const [open, setOpen] = useState(false);
  const [everOpened, setEverOpened] = useState(false);
  const start = () => {
    setEverOpened(true);
    setOpen(true);
  };
  return (
    <SettingsCard title={t('delete')} about={t('deleteText')}>
      <Button variant="danger" className="self-start" onClick={start}>
        {t('deleteButton')}
      </Button>
      {everOpened && <DeleteAccountDialog open={open} onOpenChange={setOpen} />}
    </SettingsCard>
  );
}

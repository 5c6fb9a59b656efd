'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Button } from '@pixelboxx/ui';
import { later } from '@/components/loading/later.tsx';
import { useOpening } from '@/components/loading/use-opening.ts';
import { useState } from 'react';
import { SettingsCard } from '@/components/layout/settings-card.tsx';

const DeleteAccountDialog = later(() =>
  import('./delete-account-dialog.tsx').then(({ DeleteAccountDialog }) => DeleteAccountDialog),
);

export function DeleteAccount() {
  const t = useTexts('account');
  const [open, setOpen] = useState(false);
  const [everOpened, setEverOpened] = useState(false);
  const { opening, start } = useOpening(DeleteAccountDialog, () => {
    setEverOpened(true);
    setOpen(true);
  });
  return (
    <SettingsCard title={t('delete')} about={t('deleteText')}>
      <Button variant="danger" className="self-start" loading={opening} onClick={start}>
        {t('deleteButton')}
      </Button>
      {everOpened && <DeleteAccountDialog open={open} onOpenChange={setOpen} />}
    </SettingsCard>
  );
}

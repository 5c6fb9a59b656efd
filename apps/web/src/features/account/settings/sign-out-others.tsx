'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Button } from '@pixelboxx/ui';
import { laterInBrowser } from '@/components/loading/later.tsx';
import { useOpening } from '@/components/loading/use-opening.ts';
import { useState } from 'react';

const Dialog = laterInBrowser(() => import('@pixelboxx/ui').then(({ Dialog }) => Dialog));

interface SignOutOthersProps {
  count: number;
  onConfirm: () => Promise<void>;
}

export function SignOutOthers({ count, onConfirm }: SignOutOthersProps) {
  const t = useTexts('account');
  const tCommon = useTexts('common');
  const [open, setOpen] = useState(false);
  const [ending, setEnding] = useState(false);
  const { opening, start } = useOpening(Dialog, () => setOpen(true));
  const confirm = async () => {
    setEnding(true);
    await onConfirm();
    setEnding(false);
    setOpen(false);
  };
  return (
    <>
      <Button variant="secondary" className="self-start" loading={opening} onClick={start}>
        {t('signOutOthers')}
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={t('signOutOthersTitle')}
        description={t('signOutOthersText', { count })}
      >
        <div className="flex flex-col-reverse gap-3 sm:flex-row sm:justify-end">
          <Button variant="secondary" disabled={ending} onClick={() => setOpen(false)}>
            {tCommon('cancel')}
          </Button>
          <Button variant="danger" loading={ending} onClick={() => void confirm()}>
            {t('signThemOut')}
          </Button>
        </div>
      </Dialog>
    </>
  );
}

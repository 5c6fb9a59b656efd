'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Button } from '@pixelboxx/ui';
import { laterInBrowser } from '@/components/loading/later.tsx';
import { useOpening } from '@/components/loading/use-opening.ts';
import { useState } from 'react';
import { useIsReauthenticating } from '@/lib/session/reauthentication.ts';

const Dialog = laterInBrowser(() => import('@pixelboxx/ui').then(({ Dialog }) => Dialog));

interface ConfirmButtonProps {
  label: string;
  /** For screen readers, if the label alone does not say what it is about. */
  fullLabel?: string;
  title: string;
  text: string;
  confirmLabel: string;
  danger?: boolean;
  small?: boolean;
  disabled?: boolean;
  /** Must not throw: failures are shown beside the button. */
  onConfirm: () => Promise<unknown>;
}

/** A button that asks for confirmation. */
export function ConfirmButton(props: ConfirmButtonProps) {
  const t = useTexts('common');
  const { label, fullLabel, title, text, confirmLabel, danger = false, small = false, disabled = false } = props;
  const asking = useIsReauthenticating();
  const [open, setOpen] = useState(false);
  const [running, setRunning] = useState(false);
  const { opening, start } = useOpening(Dialog, () => setOpen(true));
  const confirm = async () => {
    setRunning(true);
    await props.onConfirm();
    setRunning(false);
    setOpen(false);
  };
  return (
    <>
      <Button
        variant="secondary"
        size={small ? 'small' : 'medium'}
        aria-label={fullLabel}
        loading={opening}
        disabled={disabled}
        onClick={start}
      >
        {label}
      </Button>
      <Dialog open={open && !asking} onOpenChange={setOpen} title={title} description={text}>
        <div className="flex flex-col-reverse gap-3 sm:flex-row sm:justify-end">
          <Button variant="secondary" disabled={running} onClick={() => setOpen(false)}>
            {t('cancel')}
          </Button>
          <Button variant={danger ? 'danger' : 'primary'} loading={running} onClick={() => void confirm()}>
            {confirmLabel}
          </Button>
        </div>
      </Dialog>
    </>
  );
}

'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Button } from '@pixelboxx/ui';
import { Download } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { CopyButton } from '@/components/feedback/copy-button.tsx';

interface BackupCodeListProps {
  codes: readonly string[];
  /** Called when the user has saved the codes; removes the list. */
  onSaved: () => Promise<void>;
}

/** Shown once, since only their digests are stored. */
export function BackupCodeList({ codes, onSaved }: BackupCodeListProps) {
  const t = useTexts('security');
  const tCommon = useTexts('common');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const [leaving, setLeaving] = useState(false);
  const leave = async () => {
    setLeaving(true);
    await onSaved();
  };
  const text = `${t('backupFile')}\n\n${codes.join('\n')}\n`;
  return (
    <section aria-labelledby="backup-codes" className="flex animate-appear flex-col gap-4">
      <div>
        <h3 id="backup-codes" ref={heading} tabIndex={-1} className="font-semibold outline-none">
          {t('saveBackup')}
        </h3>
        <p className="mt-1 text-ink-soft">{t('saveBackupText')}</p>
      </div>
      <ul className="grid gap-x-4 gap-y-1.5 rounded-xl bg-sunken p-4 font-mono text-[0.9375rem] sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={text} label={t('copyAll')} />
        <Button variant="secondary" size="small" onClick={() => save(text)}>
          <Download aria-hidden="true" className="size-4" />
          <span>{tCommon('download')}</span>
        </Button>
      </div>
      <Button className="self-start" loading={leaving} onClick={() => void leave()}>
        {t('savedThem')}
      </Button>
    </section>
  );
}

function save(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = 'pixelboxx-backup-codes.txt';
  link.click();
  URL.revokeObjectURL(address);
}

'use client';
import { useFormats } from '@/lib/format/use-formats.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { AuditFormat } from '@pixelboxx/shared';
import { Button, Card, ChoiceGroup, TextField } from '@pixelboxx/ui';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useHydrated } from '@/components/loading/use-hydrated.ts';
import { useReauthentication } from '@/lib/session/reauthentication.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { downloadAudit } from './download-audit.ts';
import { dayOf, daysBefore, startOfDay } from './days.ts';

const fileFormats = [
  { value: 'ndjson', label: 'NDJSON' },
  { value: 'csv', label: 'CSV' },
] as const;

/** The audit trail of a range of days, as a file. */
export function AuditExport() {
  const formats = useFormats();
  const t = useTexts('audit');
  const tCommon = useTexts('common');
  const { clientBy } = useSession();
  const { guarded } = useReauthentication();
  const hydrated = useHydrated();
  const [today] = useState(() => dayOf(new Date()));
  const [first, setFirst] = useState(() => daysBefore(today, 29));
  const [last, setLast] = useState(today);
  const [format, setFormat] = useState<AuditFormat>('ndjson');
  const [said, setSaid] = useState('');
  const isBackwards = first !== '' && last !== '' && first > last;
  const isRange = first !== '' && last !== '' && !isBackwards;
  const download = useApiAction(async () => {
    setSaid('');
    const body = { from: startOfDay(first), to: startOfDay(daysBefore(last, -1)), format };
    const { file, name } = await guarded(() => downloadAudit(clientBy, body));
    save(file, name);
    setSaid(t('savedFile', { name, size: formats.bytes(file.size) }));
  });
  return (
    <Card className="flex flex-col gap-5">
      <p className="text-ink-soft">{t('about')}</p>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          label={t('firstDay')}
          type="date"
          value={first}
          max={last}
          error={first === '' ? t('chooseDay') : undefined}
          onChange={({ target }) => setFirst(target.value)}
        />
        <TextField
          label={t('lastDay')}
          type="date"
          value={last}
          min={first}
          max={today}
          error={last === '' ? t('chooseDay') : isBackwards ? t('beforeFirst') : undefined}
          onChange={({ target }) => setLast(target.value)}
        />
      </div>
      <div className="flex flex-col gap-1.5">
        <ChoiceGroup legend={t('format')} choices={fileFormats} value={format} onChange={setFormat} />
        <p className="text-sm text-ink-faint">{t('formatText')}</p>
      </div>
      <FormAlert {...download} />
      <Button
        className="self-start"
        loading={download.running}
        disabled={!hydrated || !isRange || download.waitSeconds > 0}
        onClick={() => void download.run()}
      >
        <Download aria-hidden="true" className="size-4.5" />
        <span>{tCommon('download')}</span>
      </Button>
      <p role="status" className="font-medium empty:hidden">
        {said}
      </p>
    </Card>
  );
}

function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

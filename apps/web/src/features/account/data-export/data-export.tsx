'use client';
import { Rich } from '@/lib/texts/rich.tsx';
import { useFormats } from '@/lib/format/use-formats.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { DataExport as DataExportState } from '@pixelboxx/shared';
import { Alert, Button, Skeleton, Spinner } from '@pixelboxx/ui';
import { Download } from 'lucide-react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { SettingsCard } from '@/components/layout/settings-card.tsx';
import { useDataExport } from './use-data-export.ts';

export function DataExport() {
  const t = useTexts('account');
  const tCommon = useTexts('common');
  const { state, look, request, download } = useDataExport();
  const status = state?.status;
  const ready = status === 'READY';
  const failed = [look, request, download].find(({ failure }) => failure !== null);
  return (
    <SettingsCard title={t('takeData')} about={t('takeDataText')}>
      {failed && <FormAlert {...failed} />}
      {!state && !look.failure && <Skeleton className="h-11 w-48 rounded-xl" />}
      {!state && look.failure && (
        <Button variant="secondary" className="self-start" loading={look.running} onClick={() => void look.run()}>
          {tCommon('tryAgain')}
        </Button>
      )}
      <div role="status" className="flex flex-col gap-4 empty:hidden">
        {status === 'PENDING' && (
          <p className="flex items-center gap-2.5 font-medium">
            <Spinner className="size-4.5 text-brand" />
            <span>{t('packing')}</span>
          </p>
        )}
        {state && ready && <ReadyNote state={state} />}
      </div>
      {status === 'FAILED' && (
        <Alert tone="danger" title={t('archiveFailed')}>
          {t('askAgain')}
        </Alert>
      )}
      {state && status !== 'PENDING' && (
        <div className="flex flex-col items-start gap-3 sm:flex-row">
          {ready && (
            <Button loading={download.running} onClick={() => void download.run()}>
              <Download aria-hidden="true" className="size-4.5" />
              <span>{tCommon('download')}</span>
            </Button>
          )}
          <Button
            variant={ready ? 'quiet' : 'secondary'}
            loading={request.running}
            disabled={request.waitSeconds > 0}
            onClick={() => void request.run()}
          >
            {ready ? t('makeNew') : t('askForData')}
          </Button>
        </div>
      )}
    </SettingsCard>
  );
}

function ReadyNote({ state }: { state: DataExportState }) {
  const t = useTexts('account');
  const { expiresAt } = state;
  const formats = useFormats();
  return (
    <p className="font-medium">
      <span>
        {state.bytes === undefined ? t('archiveReady') : t('archiveReadySize', { size: formats.bytes(state.bytes) })}
      </span>
      {expiresAt !== undefined && (
        <span className="block text-sm font-normal text-ink-faint">
          <Rich>
            {t.rich('removedOn', {
              when: () => (
                <time dateTime={expiresAt}>{formats.date(expiresAt, { dateStyle: 'medium', timeStyle: 'short' })}</time>
              ),
            })}
          </Rich>
        </span>
      )}
    </p>
  );
}

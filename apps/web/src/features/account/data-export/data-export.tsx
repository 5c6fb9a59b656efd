'use client';
import type { DataExport as DataExportState } from '@pixelboxx/shared';
import { Alert, Button, Skeleton, Spinner } from '@pixelboxx/ui';
import { Download } from 'lucide-react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { SettingsCard } from '@/components/layout/settings-card.tsx';
import { formatBytes } from '@/lib/format/format-bytes.ts';
import { useDataExport } from './use-data-export.ts';

export function DataExport() {
  const { state, look, request, download } = useDataExport();
  const status = state?.status;
  const ready = status === 'READY';
  const failed = [look, request, download].find(({ failure }) => failure !== null);
  return (
    <SettingsCard
      title="Take your data along"
      about="A ZIP with everything we store about you: your account, what happened on it, and your pictures as we keep them."
    >
      {failed && <FormAlert {...failed} />}
      {!state && !look.failure && <Skeleton className="h-11 w-48 rounded-xl" />}
      {!state && look.failure && (
        <Button variant="secondary" className="self-start" loading={look.running} onClick={() => void look.run()}>
          Try again
        </Button>
      )}
      <div role="status" className="flex flex-col gap-4 empty:hidden">
        {status === 'PENDING' && (
          <p className="flex items-center gap-2.5 font-medium">
            <Spinner className="size-4.5 text-brand" />
            Packing your archive… You can stay here, or come back later.
          </p>
        )}
        {state && ready && <ReadyNote state={state} />}
      </div>
      {status === 'FAILED' && (
        <Alert tone="danger" title="Your archive could not be made">
          Please ask for it again.
        </Alert>
      )}
      {state && status !== 'PENDING' && (
        <div className="flex flex-col items-start gap-3 sm:flex-row">
          {ready && (
            <Button loading={download.running} onClick={() => void download.run()}>
              <Download aria-hidden="true" className="size-4.5" />
              Download
            </Button>
          )}
          <Button
            variant={ready ? 'quiet' : 'secondary'}
            loading={request.running}
            disabled={request.waitSeconds > 0}
            onClick={() => void request.run()}
          >
            {ready ? 'Make a new one' : 'Ask for my data'}
          </Button>
        </div>
      )}
    </SettingsCard>
  );
}

const expiryFormat = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

function ReadyNote({ state }: { state: DataExportState }) {
  return (
    <p className="font-medium">
      <span>{`Your archive is ready${state.bytes === undefined ? '' : `: ${formatBytes(state.bytes)}`}.`}</span>
      {state.expiresAt && (
        <span className="block text-sm font-normal text-ink-faint">
          It is removed on <time dateTime={state.expiresAt}>{expiryFormat.format(new Date(state.expiresAt))}</time>.
        </span>
      )}
    </p>
  );
}

'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Button, Card } from '@pixelboxx/ui';
import { useEffect } from 'react';
import { useCountdown } from '@/components/forms/use-countdown.ts';
import { formatBatch } from '../items/format-upload.ts';
import type { QueueState } from '../queue/queue-state.ts';
import { isRetryable, isUnderWay } from '../items/upload-item.ts';
import type { UploadQueue } from '../queue/upload-queue.ts';
import { UploadRow } from './upload-row.tsx';

interface UploadPanelProps {
  queue: UploadQueue;
  state: QueueState;
}

/** Uploads in progress, how far they are, and what can be done about failed ones. */
export function UploadPanel({ queue, state }: UploadPanelProps) {
  const t = useTexts('uploads');
  const { items, online } = state;
  const busy = items.some(isUnderWay);
  // Finished images are in the gallery; once the batch is over, only items that need attention stay here.
  const shown = busy ? items : items.filter((item) => item.state.name !== 'ready');
  const retryable = items.filter(isRetryable);
  return (
    <Card className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div>
          <h2 className="font-display text-lg font-bold">{t('uploads')}</h2>
          <p role="status" className="text-[0.9375rem] text-ink-soft">
            {formatBatch(items)}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          {retryable.length > 1 && (
            <Button variant="secondary" size="small" onClick={queue.retryAll}>
              {t('retryAll')}
            </Button>
          )}
          {!busy && (
            <Button variant="secondary" size="small" onClick={queue.clearSettled}>
              {t('dismiss')}
            </Button>
          )}
        </div>
      </div>
      {busy && !online && (
        <p role="status" className="rounded-xl bg-warning-soft px-4 py-3 text-[0.9375rem] font-medium text-warning">
          {t('offline')}
        </p>
      )}
      {busy && online && <HoldNote key={state.heldUntilMs} untilMs={state.heldUntilMs} />}
      {shown.length > 0 && (
        <ul className="-mx-1 flex max-h-[26rem] flex-col gap-1 overflow-y-auto px-1" aria-label={t('fileList')}>
          {shown.map((item) => (
            <UploadRow key={item.id} item={item} onRemove={queue.remove} onRetry={queue.retry} />
          ))}
        </ul>
      )}
    </Card>
  );
}

/** How long the API asked to wait, as a countdown. */
function HoldNote({ untilMs }: { untilMs: number }) {
  const t = useTexts('uploads');
  const { secondsLeft, start } = useCountdown();
  useEffect(() => {
    start((untilMs - Date.now()) / 1000);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once: another hold is another note
  }, []);
  if (secondsLeft === 0) return null;
  return (
    <p className="rounded-xl bg-sunken px-4 py-3 text-[0.9375rem] text-ink-soft">
      {t('busy', { seconds: secondsLeft })}
    </p>
  );
}

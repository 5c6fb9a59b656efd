'use client';
import { useFormats } from '@/lib/format/use-formats.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { Webhook, WebhookDelivery } from '@pixelboxx/shared/features/webhooks';
import { Badge, Button, Skeleton } from '@pixelboxx/ui';
import { useState } from 'react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { MoreButton } from '@/components/pagination/more-button.tsx';
import { usePages } from '@/components/pagination/use-pages.ts';
import { useReauthentication } from '@/lib/session/reauthentication.ts';
import { useSession } from '@/lib/session/session-provider.tsx';

const states = {
  PENDING: { label: 'pending', tone: 'plain' },
  DELIVERED: { label: 'delivered', tone: 'good' },
  FAILED: { label: 'failed', tone: 'danger' },
} as const;

/** The deliveries to a webhook, the latest first. */
export function WebhookDeliveries({ webhook: { id, name, isEnabled } }: { webhook: Webhook }) {
  const formats = useFormats();
  const t = useTexts('webhooks');
  const tCommon = useTexts('common');
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const { items, hasMore, more, reload } = usePages((cursor) =>
    client('webhook.deliveries', { params: { id }, query: { cursor } }),
  );
  const [said, setSaid] = useState('');
  const replay = useApiAction(async (deliveryId: string) => {
    await guarded(() => client('webhook.replay', { params: { id, deliveryId } }));
    setSaid(t('sentAgain'));
    await reload.run();
  });
  const replayFailed = useApiAction(async () => {
    const { count } = await guarded(() => client('webhook.replayFailed', { params: { id } }));
    setSaid(count === 0 ? t('nothingAgain') : t('countAgain', { count }));
    await reload.run();
  });
  const failed = [replay, replayFailed, reload].find(({ failure }) => failure) ?? replay;
  return (
    <section aria-label={t('sentTo', { name })} className="flex flex-col gap-4 border-t border-line pt-4">
      <div className="flex flex-wrap gap-3">
        <Button variant="secondary" size="small" loading={reload.running} onClick={() => void reload.run()}>
          {tCommon('lookAgain')}
        </Button>
        {isEnabled && (
          <Button
            variant="secondary"
            size="small"
            loading={replayFailed.running}
            onClick={() => void replayFailed.run()}
          >
            {t('allAgain')}
          </Button>
        )}
      </div>
      <FormAlert {...failed} />
      <p role="status" className="text-ink-soft empty:hidden">
        {said || (items?.length === 0 && !hasMore && t('nothingYet'))}
      </p>
      {!items && !more.failure && <Skeleton className="h-24 w-full rounded-xl" />}
      {items && items.length > 0 && (
        <ul className="flex flex-col divide-y divide-line">
          {items.map((delivery) => (
            <li key={delivery.id} className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 py-3">
              <Facts delivery={delivery} />
              {isEnabled && (
                <Button
                  variant="quiet"
                  size="small"
                  // Below the facts on phones, its text is in line with theirs.
                  className="-ms-3.5 sm:ms-0"
                  aria-label={t('againNamed', { subject: delivery.subject, when: formats.moment(delivery.occurredAt) })}
                  disabled={replay.running}
                  onClick={() => void replay.run(delivery.id)}
                >
                  {t('again')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <MoreButton {...{ more, hasMore }} label={tCommon('showMore')} />
    </section>
  );
}

function Facts({ delivery }: { delivery: WebhookDelivery }) {
  const formats = useFormats();
  const t = useTexts('webhooks');
  const { subject, state, occurredAt, attempts, lastError, lastStatus, nextAttemptAt } = delivery;
  const { label, tone } = states[state];
  const facts = [
    formats.moment(occurredAt),
    ...(attempts > 0 ? [t('attempts', { count: attempts })] : []),
    ...(lastStatus !== null && lastError === null ? [String(lastStatus)] : []),
  ];
  return (
    <div className="flex min-w-0 flex-1 basis-60 flex-col gap-1">
      <div className="flex flex-wrap items-center gap-2.5">
        <span translate="no" className="font-mono text-sm font-semibold [overflow-wrap:anywhere]">
          {subject}
        </span>
        <Badge tone={tone}>{t(label)}</Badge>
      </div>
      <p className="text-sm text-ink-faint">{facts.join(' · ')}</p>
      {lastError !== null && <p className="text-sm">{lastError}</p>}
      {state === 'PENDING' && attempts > 0 && nextAttemptAt !== null && (
        <p className="text-sm text-ink-faint">{t('nextAttempt', { when: formats.ahead(nextAttemptAt) })}</p>
      )}
    </div>
  );
}

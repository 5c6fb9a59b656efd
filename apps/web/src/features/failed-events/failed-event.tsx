'use client';
import { useFormats } from '@/lib/format/use-formats.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { DeadEvent } from '@pixelboxx/shared';
import { Badge, Button, Card } from '@pixelboxx/ui';
import { ConfirmButton } from '@/components/forms/confirm-button.tsx';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { isApiError } from '@/lib/api/api-failure.ts';
import { useReauthentication } from '@/lib/session/reauthentication.ts';
import { useSession } from '@/lib/session/session-provider.tsx';

interface FailedEventProps {
  event: DeadEvent;
  onFilter: ((subscriber: string) => void) | null;
  /** Called with the outcome, in a short sentence, and the updated event; null if it is gone. */
  onSettled: (outcome: string, event: DeadEvent | null) => void;
}

const outcomes = {
  HANDLED: 'handled',
  FAILED: 'failedAgain',
  RUNNING: 'running',
} as const;

/** Retrying an event, and discarding it. If somebody else has done either meanwhile, it is gone. */
function useWaysOn({ id }: DeadEvent, onSettled: FailedEventProps['onSettled']) {
  const t = useTexts('failed-events');
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const unlessGone = async (act: () => Promise<void>) => {
    try {
      await act();
    } catch (error) {
      if (!isApiError(error) || error.code !== 'NOT_FOUND') throw error;
      onSettled(t('settledElsewhere'), null);
    }
  };
  const retry = useApiAction(() =>
    unlessGone(async () => {
      const { outcome, deadEvent } = await guarded(() => client('admin.retryDeadEvent', { params: { id } }));
      onSettled(t(outcomes[outcome]), deadEvent);
    }),
  );
  const discard = useApiAction(() =>
    unlessGone(async () => {
      await guarded(() => client('admin.discardDeadEvent', { params: { id } }));
      onSettled(t('discarded'), null);
    }),
  );
  return { retry, discard };
}

/** One event: what happened, which subscriber could not handle it and why, and the two actions. */
export function FailedEvent({ event, onFilter, onSettled }: FailedEventProps) {
  const t = useTexts('failed-events');
  const { subject, subscriber } = event;
  const { retry, discard } = useWaysOn(event, onSettled);
  const failed = retry.failure ? retry : discard;
  const about = t('aboutEvent', { subject, subscriber });
  return (
    <li tabIndex={-1} aria-label={about} className="rounded-2xl">
      <Card className="flex flex-col gap-4">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <h2 translate="no" className="min-w-0 font-display text-xl font-bold break-words">
            {subject}
          </h2>
          {event.isRetrying && <Badge tone="warning">{t('beingTried')}</Badge>}
        </div>
        <Facts event={event} />
        <FormAlert {...failed} />
        <div className="flex flex-wrap gap-3">
          <ConfirmButton
            small
            disabled={event.isRetrying}
            label={t('retry')}
            fullLabel={t('retryNamed', { about })}
            title={t('retryTitle')}
            text={t('retryText', { subscriber })}
            confirmLabel={t('retry')}
            onConfirm={retry.run}
          />
          <ConfirmButton
            small
            danger
            disabled={event.isRetrying}
            label={t('discard')}
            fullLabel={t('discardNamed', { about })}
            title={t('discardTitle')}
            text={t('discardText', { subscriber })}
            confirmLabel={t('discard')}
            onConfirm={discard.run}
          />
          {onFilter && (
            <Button
              variant="secondary"
              size="small"
              aria-label={t('onlyThisNamed', { subscriber })}
              onClick={() => onFilter(subscriber)}
            >
              {t('onlyThis')}
            </Button>
          )}
        </div>
      </Card>
    </li>
  );
}

function Facts({ event }: { event: DeadEvent }) {
  const formats = useFormats();
  const t = useTexts('failed-events');
  const tCommon = useTexts('common');
  const facts: [string, string][] = [
    [t('part'), event.subscriber],
    [tCommon('reason'), event.lastError],
    [t('attempts'), String(event.attempts)],
    [t('happened'), formats.moment(event.occurredAt)],
    [t('failed'), formats.moment(event.failedAt)],
    ...Object.entries(event.data).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  ];
  return (
    <dl className="grid gap-x-6 gap-y-0.5 sm:grid-cols-[auto_1fr] sm:gap-y-1">
      {facts.map(([term, value]) => (
        <div key={term} className="contents">
          <dt className="text-sm text-ink-faint sm:text-base">{term}</dt>
          <dd translate="no" className="mb-2 min-w-0 [overflow-wrap:anywhere] sm:mb-0">
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}

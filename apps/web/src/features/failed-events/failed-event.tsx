'use client';
import type { DeadEvent } from '@pixelboxx/shared';
import { Badge, Button, Card } from '@pixelboxx/ui';
import { ConfirmButton } from '@/components/forms/confirm-button.tsx';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { isApiError } from '@/lib/api/api-failure.ts';
import { formatMoment } from '@/lib/format/format-moment.ts';
import { useReauthentication } from '@/lib/session/reauthentication.ts';
import { useSession } from '@/lib/session/session-provider.tsx';

interface FailedEventProps {
  event: DeadEvent;
  onFilter: ((subscriber: string) => void) | null;
  /** Called with what became of it, in a short sentence, and as it is now; null when it is gone. */
  onSettled: (outcome: string, event: DeadEvent | null) => void;
}

const outcomes = {
  HANDLED: 'It is done now.',
  FAILED: 'It failed again.',
  RUNNING: 'It is being tried. Reload the page to see what comes of it.',
} as const;

const settledElsewhere = 'It was settled elsewhere already.';

/** One event: what happened, who could not handle it and why, and the two ways on. */
export function FailedEvent({ event, onFilter, onSettled }: FailedEventProps) {
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const { id, subject, subscriber } = event;
  const unlessGone = async (act: () => Promise<void>) => {
    try {
      await act();
    } catch (error) {
      if (!isApiError(error) || error.code !== 'NOT_FOUND') throw error;
      onSettled(settledElsewhere, null);
    }
  };
  const retry = useApiAction(() =>
    unlessGone(async () => {
      const { outcome, deadEvent } = await guarded(() => client('admin.retryDeadEvent', { params: { id } }));
      onSettled(outcomes[outcome], deadEvent);
    }),
  );
  const discard = useApiAction(() =>
    unlessGone(async () => {
      await guarded(() => client('admin.discardDeadEvent', { params: { id } }));
      onSettled('Discarded.', null);
    }),
  );
  const failed = retry.failure ? retry : discard;
  const about = `${subject} for ${subscriber}`;
  return (
    <li tabIndex={-1} aria-label={about} className="rounded-2xl">
      <Card className="flex flex-col gap-4">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <h2 translate="no" className="min-w-0 font-display text-xl font-bold break-words">
            {subject}
          </h2>
          {event.isRetrying && <Badge tone="warning">Being tried</Badge>}
        </div>
        <Facts event={event} />
        <FormAlert {...failed} />
        <div className="flex flex-wrap gap-3">
          <ConfirmButton
            small
            disabled={event.isRetrying}
            label="Retry"
            fullLabel={`Retry ${about}`}
            title="Have it tried again?"
            text={`${subscriber} gets this event once more, and nobody else does.`}
            confirmLabel="Retry"
            onConfirm={retry.run}
          />
          <ConfirmButton
            small
            danger
            disabled={event.isRetrying}
            label="Discard"
            fullLabel={`Discard ${about}`}
            title="Discard it for good?"
            text={`${subscriber} will never do this work. There is no way back.`}
            confirmLabel="Discard"
            onConfirm={discard.run}
          />
          {onFilter && (
            <Button
              variant="secondary"
              size="small"
              aria-label={`Only this part: what ${subscriber} could not do`}
              onClick={() => onFilter(subscriber)}
            >
              Only this part
            </Button>
          )}
        </div>
      </Card>
    </li>
  );
}

function Facts({ event }: { event: DeadEvent }) {
  const facts: [string, string][] = [
    ['Part of the service', event.subscriber],
    ['Reason', event.lastError],
    ['Attempts', String(event.attempts)],
    ['Happened', formatMoment(event.occurredAt)],
    ['Failed', formatMoment(event.failedAt)],
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

'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { DeadEvent } from '@pixelboxx/shared';
import { Button, Skeleton } from '@pixelboxx/ui';
import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { MoreButton } from '@/components/pagination/more-button.tsx';
import { usePages } from '@/components/pagination/use-pages.ts';
import { useFocusNextRow } from '@/lib/focus/use-focus-next-row.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { FailedEvent } from './failed-event.tsx';

/** Events that a subscriber could not handle, the latest first, and an administrator's actions on them. */
export function FailedEvents() {
  const t = useTexts('failed-events');
  const [subscriber, setSubscriber] = useState<string | null>(null);
  return (
    <>
      <p className="text-ink-soft">{t('about')}</p>
      {subscriber !== null && (
        <div className="flex flex-wrap items-center gap-3">
          <p className="min-w-0 break-words">{t('onlyWhat', { subscriber })}</p>
          <Button variant="secondary" size="small" onClick={() => setSubscriber(null)}>
            {t('showAll')}
          </Button>
        </div>
      )}
      <EventRows key={subscriber} subscriber={subscriber} onFilter={subscriber === null ? setSubscriber : null} />
    </>
  );
}

interface EventRowsProps {
  subscriber: string | null;
  /** Shows only the events of one subscriber; null if that is so already. */
  onFilter: ((subscriber: string) => void) | null;
}

function EventRows({ subscriber, onFilter }: EventRowsProps) {
  const tCommon = useTexts('common');
  const { client } = useSession();
  const { items, hasMore, more } = usePages((cursor) =>
    client('admin.deadEvents', { query: { cursor, subscriber: subscriber ?? undefined } }),
  );
  const [changed, setChanged] = useState<ReadonlyMap<string, DeadEvent | null>>(new Map());
  const [said, setSaid] = useState('');
  const { list, focusRow } = useFocusNextRow('li');
  const left = items?.flatMap((item) => {
    const now = changed.has(item.id) ? changed.get(item.id) : item;
    return now ? [now] : [];
  });
  const settle = (event: DeadEvent, outcome: string, next: DeadEvent | null) => {
    const index = left?.findIndex(({ id }) => id === event.id) ?? 0;
    setChanged((before) => new Map([...before, [event.id, next]]));
    setSaid(outcome);
    if (!next) focusRow(index);
  };
  return (
    <>
      <p role="status" className="text-ink-soft empty:hidden">
        {said}
      </p>
      {!items && !more.failure && <Skeleton className="h-40 w-full rounded-2xl" />}
      {left?.length === 0 && !hasMore && <NothingFailed />}
      {left && left.length > 0 && (
        <ul ref={list} className="flex flex-col gap-5">
          {left.map((event) => (
            <FailedEvent
              key={event.id}
              event={event}
              onFilter={onFilter}
              onSettled={(outcome, next) => settle(event, outcome, next)}
            />
          ))}
        </ul>
      )}
      <MoreButton {...{ more, hasMore }} label={tCommon('showMore')} />
    </>
  );
}

function NothingFailed() {
  const t = useTexts('failed-events');
  return (
    <div className="flex flex-col items-center gap-4 rounded-2xl border-2 border-dashed border-line-strong px-5 py-14 text-center">
      <span className="grid size-14 place-items-center rounded-2xl bg-pixel-leaf text-on-pixel">
        <ShieldCheck aria-hidden="true" className="size-7" />
      </span>
      <p className="font-display text-xl font-bold">{t('nothing')}</p>
      <p className="max-w-sm text-ink-soft">{t('nothingText')}</p>
    </div>
  );
}

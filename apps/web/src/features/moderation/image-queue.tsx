'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { ModerationUpload } from '@pixelboxx/shared';
import { ChoiceGroup, Skeleton } from '@pixelboxx/ui';
import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { MoreButton } from '@/components/pagination/more-button.tsx';
import { usePages } from '@/components/pagination/use-pages.ts';
import { useFocusNextRow } from '@/lib/focus/use-focus-next-row.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { WaitingImage } from './waiting-image.tsx';

type Screening = 'FLAGGED' | 'PENDING';

/** Images that wait for a moderator's decision, the oldest first. */
export function ImageQueue() {
  const t = useTexts('moderation');
  const [screening, setScreening] = useState<Screening>('FLAGGED');
  const choices = [
    { value: 'FLAGGED', label: t('heldBack') },
    { value: 'PENDING', label: t('notChecked') },
  ] as const;
  return (
    <>
      <ChoiceGroup legend={t('which')} choices={choices} value={screening} onChange={setScreening} />
      <WaitingImages key={screening} screening={screening} />
    </>
  );
}

function WaitingImages({ screening }: { screening: Screening }) {
  const t = useTexts('moderation');
  const tCommon = useTexts('common');
  const { client } = useSession();
  const { items, hasMore, more } = usePages((cursor) => client('moderation.uploads', { query: { screening, cursor } }));
  const [decided, setDecided] = useState<ReadonlyMap<string, string>>(new Map());
  const { list, focusRow } = useFocusNextRow('[data-waiting]');
  const waiting = items?.filter(({ id }) => !decided.has(id));
  const decide = (upload: ModerationUpload, outcome: string) => {
    const index = waiting?.indexOf(upload) ?? 0;
    setDecided((before) => new Map([...before, [upload.id, outcome]]));
    focusRow(index);
  };
  return (
    <>
      <p role="status" className="sr-only">
        {waiting && [[...decided.values()].at(-1), t('waiting', { count: waiting.length })].filter(Boolean).join(' ')}
      </p>
      {!items && !more.failure && <Loading />}
      {waiting?.length === 0 && !hasMore && <NothingWaits />}
      {waiting && waiting.length > 0 && (
        <ul ref={list} className="flex flex-col gap-5">
          {waiting.map((upload) => (
            <WaitingImage key={upload.id} upload={upload} onDecided={(outcome) => decide(upload, outcome)} />
          ))}
        </ul>
      )}
      <MoreButton {...{ more, hasMore }} label={tCommon('showMore')} />
    </>
  );
}

function NothingWaits() {
  const t = useTexts('moderation');
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

function Loading() {
  const t = useTexts('moderation');
  return (
    <div role="status" className="flex flex-col gap-5">
      <span className="sr-only">{t('loading')}</span>
      <Skeleton className="h-56 w-full rounded-2xl" />
      <Skeleton className="h-56 w-full rounded-2xl" />
    </div>
  );
}

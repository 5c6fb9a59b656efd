'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Skeleton } from '@pixelboxx/ui';
import { useState } from 'react';
import { MoreButton } from '@/components/pagination/more-button.tsx';
import { usePages } from '@/components/pagination/use-pages.ts';
import { useFocusNextRow } from '@/lib/focus/use-focus-next-row.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { SuppressedAddress } from './suppressed-address.tsx';

/** Addresses that get no more email, the latest first, which an administrator can allow again. */
export function SuppressedAddresses() {
  const t = useTexts('suppressed-addresses');
  const tCommon = useTexts('common');
  const { client } = useSession();
  const { items, hasMore, more } = usePages((cursor) => client('suppression.list', { query: { cursor } }));
  const [lifted, setLifted] = useState<ReadonlySet<string>>(new Set());
  const [said, setSaid] = useState('');
  const { list, focusRow } = useFocusNextRow('li');
  const left = items?.filter(({ id }) => !lifted.has(id));
  const settle = (id: string) => {
    const index = left?.findIndex((item) => item.id === id) ?? 0;
    setLifted((before) => new Set([...before, id]));
    setSaid(t('lifted'));
    focusRow(index);
  };
  return (
    <>
      <p className="text-ink-soft">{t('about')}</p>
      <p role="status" className="text-ink-soft empty:hidden">
        {said}
      </p>
      {!items && !more.failure && <Skeleton className="h-40 w-full rounded-2xl" />}
      {left?.length === 0 && !hasMore && (
        <p className="rounded-2xl border-2 border-dashed border-line-strong px-5 py-14 text-center text-ink-soft">
          {t('nothing')}
        </p>
      )}
      {left && left.length > 0 && (
        <ul ref={list} className="flex flex-col gap-5">
          {left.map((suppression) => (
            <SuppressedAddress key={suppression.id} suppression={suppression} onLifted={() => settle(suppression.id)} />
          ))}
        </ul>
      )}
      <MoreButton {...{ more, hasMore }} label={tCommon('showMore')} />
    </>
  );
}

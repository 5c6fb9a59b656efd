'use client';
import { Card, Skeleton } from '@pixelboxx/ui';
import { MoreButton } from '@/components/pagination/more-button.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { SampleItemForm } from './sample-item-form.tsx';
import { SampleItemRow } from './sample-item-row.tsx';
import { useSampleItems } from './use-sample-items.ts';

/** Lists the user's own sample items, with a form to add one and buttons to delete them. */
export function SampleItems() {
  const t = useTexts('sample-items');
  const tCommon = useTexts('common');
  const { sampleItems, hasMore, more, add, remove } = useSampleItems();
  return (
    <>
      <Card>
        <SampleItemForm onSubmit={add} />
      </Card>
      {!sampleItems && !more.failure && (
        <div role="status">
          <span className="sr-only">{t('loading')}</span>
          <Skeleton className="h-24 w-full rounded-2xl" />
        </div>
      )}
      <p role="status" className="text-ink-soft empty:hidden">
        {sampleItems?.length === 0 && !hasMore && t('nothingYet')}
      </p>
      {sampleItems && sampleItems.length > 0 && (
        <ul aria-label={t('yours')} className="flex flex-col gap-4">
          {sampleItems.map((sampleItem) => (
            <SampleItemRow key={sampleItem.id} sampleItem={sampleItem} onRemove={() => remove(sampleItem.id)} />
          ))}
        </ul>
      )}
      <MoreButton {...{ more, hasMore }} label={tCommon('showMore')} />
    </>
  );
}

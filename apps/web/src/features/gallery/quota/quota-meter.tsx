'use client';
import { useFormats } from '@/lib/format/use-formats.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { StorageQuota } from '@pixelboxx/shared';
import { ProgressBar } from '@pixelboxx/ui';
import { QuotaSkeleton } from './quota-skeleton.tsx';

const nearlyFull = 0.9;

/** The fill level by bytes or by images, whichever is closer to its limit. */
function fillOf({ usedBytes, maxBytes, usedCount, maxCount }: StorageQuota): number {
  return Math.min(1, Math.max(usedBytes / maxBytes, usedCount / maxCount));
}

export function QuotaMeter({ quota }: { quota: StorageQuota | null }) {
  const formats = useFormats();
  const t = useTexts('gallery');
  if (!quota) return <QuotaSkeleton />;
  const fill = fillOf(quota);
  const used = t('storageUsed', { used: formats.bytes(quota.usedBytes), max: formats.bytes(quota.maxBytes) });
  const count = t('storageCount', { used: formats.number(quota.usedCount), max: formats.number(quota.maxCount) });
  return (
    <div className="flex w-full flex-col gap-1.5 sm:w-72">
      <ProgressBar
        label={t('storage')}
        role="meter"
        percent={Math.round(fill * 100)}
        valueText={`${used}, ${count}`}
        tone={fill >= 1 ? 'danger' : fill >= nearlyFull ? 'warning' : 'brand'}
      />
      <p className="flex justify-between gap-3 text-sm text-ink-faint tabular-nums">
        <span>{used}</span>
        <span>{count}</span>
      </p>
    </div>
  );
}

/** What to do about a storage that is full, or nearly full. */
export function QuotaNote({ quota }: { quota: StorageQuota | null }) {
  const t = useTexts('gallery');
  const fill = quota ? fillOf(quota) : 0;
  if (fill < nearlyFull) return null;
  return (
    <p
      role="status"
      className={
        fill >= 1
          ? 'rounded-xl bg-danger-soft px-4 py-3 text-[0.9375rem] font-medium text-danger'
          : 'rounded-xl bg-warning-soft px-4 py-3 text-[0.9375rem] font-medium text-warning'
      }
    >
      {fill >= 1 ? t('storageFull') : t('storageNearlyFull')}
    </p>
  );
}

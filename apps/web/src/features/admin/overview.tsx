'use client';
import { useFormats } from '@/lib/format/use-formats.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { AdminOverview } from '@pixelboxx/shared';
import { Skeleton } from '@pixelboxx/ui';
import { useEffect, useState } from 'react';
import { useSession } from '@/lib/session/session-provider.tsx';

/** The size of the platform. Reserves its space until the numbers are known, so that nothing moves; empty on failure. */
export function Overview() {
  const formats = useFormats();
  const tCommon = useTexts('common');
  const t = useTexts('admin');
  const { client } = useSession();
  const [overview, setOverview] = useState<AdminOverview | 'asking' | 'unknown'>('asking');
  useEffect(() => {
    client('admin.overview').then(setOverview, () => setOverview('unknown'));
  }, [client]);
  if (overview === 'unknown') return null;
  const known = overview === 'asking' ? null : overview;
  const facts = [
    [tCommon('people'), known && formats.number(known.users)],
    [t('suspended'), known && formats.number(known.suspendedUsers)],
    [tCommon('pictures'), known && formats.number(known.images)],
    [t('stored'), known && formats.bytes(known.storedBytes)],
  ] as const;
  return (
    <dl aria-label={t('platform')} className="grid grid-cols-2 gap-4 sm:grid-cols-4">
      {facts.map(([name, value]) => (
        <div key={name} className="flex flex-col gap-0.5 rounded-2xl border border-line bg-surface p-4">
          <dt className="text-sm text-ink-soft">{name}</dt>
          <dd className="font-display text-2xl font-bold tabular-nums">
            {value ?? <Skeleton className="h-8 w-16 rounded-lg" />}
          </dd>
        </div>
      ))}
    </dl>
  );
}

'use client';
import type { AdminOverview } from '@pixelboxx/shared';
import { Skeleton } from '@pixelboxx/ui';
import { useEffect, useState } from 'react';
import { formatBytes } from '@/lib/format/format-bytes.ts';
import { useSession } from '@/lib/session/session-provider.tsx';

const numberFormat = new Intl.NumberFormat('en');

/** How large the platform is. Its place is kept until that is known, so that nothing below moves; nothing where it cannot be told. */
export function Overview() {
  const { client } = useSession();
  const [overview, setOverview] = useState<AdminOverview | 'asking' | 'unknown'>('asking');
  useEffect(() => {
    client('admin.overview').then(setOverview, () => setOverview('unknown'));
  }, [client]);
  if (overview === 'unknown') return null;
  const known = overview === 'asking' ? null : overview;
  const facts = [
    ['People', known && numberFormat.format(known.users)],
    ['Suspended', known && numberFormat.format(known.suspendedUsers)],
    ['Pictures', known && numberFormat.format(known.images)],
    ['Stored', known && formatBytes(known.storedBytes)],
  ] as const;
  return (
    <dl aria-label="The platform" className="grid grid-cols-2 gap-4 sm:grid-cols-4">
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

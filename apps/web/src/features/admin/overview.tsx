'use client';
import type { AdminOverview } from '@pixelboxx/shared';
import { useEffect, useState } from 'react';
import { formatBytes } from '@/lib/format/format-bytes.ts';
import { useSession } from '@/lib/session/session-provider.tsx';

const numberFormat = new Intl.NumberFormat('en');

/** How large the platform is; nothing while that is not known, since nobody waits for it. */
export function Overview() {
  const { client } = useSession();
  const [overview, setOverview] = useState<AdminOverview | null>(null);
  useEffect(() => {
    client('admin.overview').then(setOverview, () => undefined);
  }, [client]);
  if (!overview) return null;
  const facts = [
    ['People', numberFormat.format(overview.users)],
    ['Suspended', numberFormat.format(overview.suspendedUsers)],
    ['Pictures', numberFormat.format(overview.images)],
    ['Stored', formatBytes(overview.storedBytes)],
  ] as const;
  return (
    <dl aria-label="The platform" className="grid grid-cols-2 gap-4 sm:grid-cols-4">
      {facts.map(([name, value]) => (
        <div key={name} className="flex flex-col gap-0.5 rounded-2xl border border-line bg-surface p-4">
          <dt className="text-sm text-ink-soft">{name}</dt>
          <dd className="font-display text-2xl font-bold tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

'use client';
import { useSession } from '@/lib/session/session-provider.tsx';
import { SettingsCard } from '@/components/layout/settings-card.tsx';
import { EventList } from './event-list.tsx';

const pageSize = 10;

/** What happened on one's own account. */
export function SecurityEvents() {
  const { client } = useSession();
  return (
    <SettingsCard
      title="What happened here"
      about="If you don’t recognise something, change your password: that signs out everyone else."
    >
      <EventList fetchPage={(cursor) => client('account.securityEvents', { query: { limit: pageSize, cursor } })} />
    </SettingsCard>
  );
}

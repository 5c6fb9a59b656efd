'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';
import { SettingsCard } from '@/components/layout/settings-card.tsx';
import { EventList } from './event-list.tsx';

const pageSize = 10;

/** What happened on one's own account. */
export function SecurityEvents() {
  const t = useTexts('security');
  const { client } = useSession();
  return (
    <SettingsCard title={t('happened')} about={t('happenedText')}>
      <EventList fetchPage={(cursor) => client('account.securityEvents', { query: { limit: pageSize, cursor } })} />
    </SettingsCard>
  );
}

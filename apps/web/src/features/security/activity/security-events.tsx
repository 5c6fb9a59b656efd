'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { IdentityProvider } from '@pixelboxx/shared';
import { useSession } from '@/lib/session/session-provider.tsx';
import { SettingsCard } from '@/components/layout/settings-card.tsx';
import { EventList } from './event-list.tsx';

const pageSize = 10;

/** The events of the user's own account. */
export function SecurityEvents({ providers = [] }: { providers?: readonly IdentityProvider[] }) {
  const t = useTexts('security');
  const { client } = useSession();
  return (
    <SettingsCard title={t('happened')} about={t('happenedText')}>
      <EventList
        providers={providers}
        fetchPage={(cursor) => client('account.securityEvents', { query: { limit: pageSize, cursor } })}
      />
    </SettingsCard>
  );
}

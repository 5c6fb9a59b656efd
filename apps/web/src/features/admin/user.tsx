'use client';
import { useFormats } from '@/lib/format/use-formats.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { AdminUser, IdentityProvider } from '@pixelboxx/shared';
import { avatarUrlOfSize } from '@pixelboxx/shared';
import { Avatar, Button, Card, Skeleton } from '@pixelboxx/ui';
import { notFound } from 'next/navigation';
import { useEffect, useState } from 'react';
import { useReadableEmail } from '@/lib/email-addresses/use-readable-email.ts';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { nameOf } from '@/lib/format/name-of.ts';
import { EventList } from '@/features/security/index.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { SettingsCard } from '@/components/layout/settings-card.tsx';
import { UserActions } from './user-actions.tsx';
import { UserBadges } from './user-badges.tsx';

interface UserDetailsProps {
  id: string;
  /** The providers for signing in: events name them. */
  providers?: readonly IdentityProvider[];
}

/** One account: its data, the actions on it, and its events. */
export function UserDetails({ id, providers = [] }: UserDetailsProps) {
  const tCommon = useTexts('common');
  const t = useTexts('admin');
  const { client } = useSession();
  const [user, setUser] = useState<AdminUser | null>(null);
  const [changes, setChanges] = useState(0);
  const look = useApiAction(async () => setUser(await client('admin.user', { params: { id } })));
  const { run } = look;
  useEffect(() => {
    void run();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the page appears
  }, []);
  if (look.failureCode === 'NOT_FOUND') notFound();
  if (!user) {
    return (
      <Card className="flex flex-col items-start gap-4">
        <FormAlert {...look} />
        {look.failure ? (
          <Button variant="secondary" loading={look.running} onClick={() => void look.run()}>
            {tCommon('tryAgain')}
          </Button>
        ) : (
          <Skeleton className="h-24 w-full rounded-xl" />
        )}
      </Card>
    );
  }
  const changed = (next: AdminUser) => {
    setUser(next);
    setChanges((count) => count + 1);
  };
  return (
    <>
      <Facts user={user} />
      <UserActions user={user} onChanged={changed} />
      <SettingsCard title={t('happened')} about={t('happenedText')}>
        <EventList
          key={changes}
          providers={providers}
          fetchPage={(cursor) => client('admin.securityEvents', { params: { id }, query: { cursor } })}
        />
      </SettingsCard>
    </>
  );
}

function Facts({ user }: { user: AdminUser }) {
  const formats = useFormats();
  const tCommon = useTexts('common');
  const t = useTexts('admin');
  const email = useReadableEmail(user.email ?? '');
  const facts: [string, string][] = [
    [tCommon('username'), `@${user.username}`],
    [tCommon('email'), email || '–'],
    [t('joined'), formats.moment(user.createdAt)],
    [t('signedInDevices'), String(user.liveSessions)],
    [t('id'), user.id],
  ];
  if (user.suspendedAt) {
    facts.push([
      t('suspended'),
      t('suspendedBecause', {
        when: formats.moment(user.suspendedAt),
        reason: user.suspendedReason ?? t('noReason'),
      }),
    ]);
  }
  if (user.lockedUntil) facts.push([t('lockedUntil'), formats.date(user.lockedUntil, { timeStyle: 'medium' })]);
  if (user.deletedAt) facts.push([t('isDeleted'), formats.moment(user.deletedAt)]);
  return (
    <Card className="flex flex-col gap-5">
      <div className="flex items-center gap-4">
        <Avatar name={nameOf(user)} src={user.avatarUrl && avatarUrlOfSize(user.avatarUrl, 256)} className="size-16" />
        <div className="min-w-0">
          <h2 className="font-display text-xl font-bold break-words">{nameOf(user)}</h2>
          <UserBadges user={user} />
        </div>
      </div>
      <dl className="grid gap-x-6 gap-y-0.5 sm:grid-cols-[auto_1fr] sm:gap-y-2">
        {facts.map(([term, value]) => (
          <div key={term} className="contents">
            <dt className="text-sm text-ink-faint sm:text-base">{term}</dt>
            <dd className="mb-2 min-w-0 [overflow-wrap:anywhere] sm:mb-0">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

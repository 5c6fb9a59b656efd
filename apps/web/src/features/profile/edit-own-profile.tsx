'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { buttonStyles } from '@pixelboxx/ui';
import { PageLink } from '@/components/layout/page-link.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';

/** On the user's own public page: a link to edit it. */
export function EditOwnProfile({ profileId }: { profileId: string }) {
  const t = useTexts('profile');
  const { session } = useSession();
  if (session.status !== 'signed-in' || session.user.id !== profileId) return null;
  return (
    <PageLink href="/settings" className={buttonStyles({ variant: 'secondary', size: 'small', className: 'mt-2' })}>
      {t('edit')}
    </PageLink>
  );
}

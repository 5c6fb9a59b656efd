'use client';
import { buttonStyles } from '@pixelboxx/ui';
import Link from 'next/link';
import { useSession } from '@/lib/session/session-provider.tsx';

/** On one's own public page: the way to change it. */
export function EditOwnProfile({ profileId }: { profileId: string }) {
  const { session } = useSession();
  if (session.status !== 'signed-in' || session.user.id !== profileId) return null;
  return (
    <Link href="/settings" className={buttonStyles({ variant: 'secondary', size: 'small', className: 'mt-2' })}>
      Edit profile
    </Link>
  );
}

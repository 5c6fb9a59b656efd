'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Rich } from '@/lib/texts/rich.tsx';
import { TextLink } from '@/components/layout/page-link.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';

/** On the user's own public page without images: nothing went wrong, they are private. Others see nothing there. */
export function NoPublicImages({ profileId }: { profileId: string }) {
  const t = useTexts('profile');
  const { session } = useSession();
  if (session.status !== 'signed-in' || session.user.id !== profileId) return null;
  return (
    <p className="max-w-prose text-ink-soft">
      <Rich>{t.rich('noPublic', { link: (words) => <TextLink href="/gallery">{words}</TextLink> })}</Rich>
    </p>
  );
}

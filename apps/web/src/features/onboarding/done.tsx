'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { avatarUrlOfSize } from '@pixelboxx/shared';
import { Avatar, buttonStyles } from '@pixelboxx/ui';
import { PageLink } from '@/components/layout/page-link.tsx';
import { nameOf } from '@/lib/format/name-of.ts';
import { homePath } from '@/lib/session/safe-redirect.ts';
import { useCurrentUser } from '@/lib/session/session-provider.tsx';

/** The last step: what others will see, and the link to the home page. */
export function Done() {
  const tCommon = useTexts('common');
  const t = useTexts('onboarding');
  const user = useCurrentUser();
  return (
    <div className="flex flex-col gap-7">
      <div className="flex items-center gap-5 rounded-2xl border border-line bg-surface p-5">
        <Avatar
          name={nameOf(user)}
          src={user.avatarUrl && avatarUrlOfSize(user.avatarUrl, 256)}
          label={user.avatarUrl ? tCommon('yourPicture') : t('initials')}
          className="size-20"
        />
        <div className="min-w-0">
          <p className="truncate font-display text-xl font-bold">{nameOf(user)}</p>
          <p className="truncate text-ink-faint">{`@${user.username}`}</p>
        </div>
      </div>
      <PageLink href={homePath} className={buttonStyles({ size: 'large', block: true })}>
        {tCommon('goHome')}
      </PageLink>
    </div>
  );
}

import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { AdminUser } from '@pixelboxx/shared';
import { Badge, type BadgeTone } from '@pixelboxx/ui';

/** Special properties of an account, in one word each. */
export function UserBadges({ user }: { user: AdminUser }) {
  const t = useTexts('admin');
  const badges: [BadgeTone, string][] = [];
  if (user.role === 'ADMIN') badges.push(['good', t('administrator')]);
  if (user.role === 'MOD') badges.push(['good', t('moderator')]);
  if (user.deletedAt) badges.push(['danger', t('isDeleted')]);
  if (user.suspendedAt) badges.push(['danger', t('suspended')]);
  if (user.lockedUntil) badges.push(['warning', t('isLocked')]);
  if (!user.isVerified) badges.push(['plain', t('isNotConfirmed')]);
  return (
    <span className="mt-1 flex flex-wrap gap-1.5 empty:hidden">
      {badges.map(([tone, text]) => (
        <Badge key={text} tone={tone}>
          {text}
        </Badge>
      ))}
    </span>
  );
}

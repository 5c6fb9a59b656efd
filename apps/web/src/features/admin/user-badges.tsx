import type { AdminUser } from '@pixelboxx/shared';
import { Badge, type BadgeTone } from '@pixelboxx/ui';

/** What is special about an account, in a word each. */
export function UserBadges({ user }: { user: AdminUser }) {
  const badges: [BadgeTone, string][] = [];
  if (user.role === 'ADMIN') badges.push(['good', 'Administrator']);
  if (user.role === 'MOD') badges.push(['good', 'Moderator']);
  if (user.deletedAt) badges.push(['danger', 'Deleted']);
  if (user.suspendedAt) badges.push(['danger', 'Suspended']);
  if (user.lockedUntil) badges.push(['warning', 'Locked']);
  if (!user.isVerified) badges.push(['plain', 'Not confirmed']);
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

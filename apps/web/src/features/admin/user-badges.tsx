import type { AdminUser } from '@pixelboxx/shared';
import { Badge, type BadgeTone } from '@pixelboxx/ui';

/** What is special about an account, in a word each. */
export function PersonBadges({ person }: { person: AdminUser }) {
  const badges: [BadgeTone, string][] = [];
  if (person.role === 'ADMIN') badges.push(['good', 'Administrator']);
  if (person.role === 'MOD') badges.push(['good', 'Moderator']);
  if (person.deletedAt) badges.push(['danger', 'Deleted']);
  if (person.suspendedAt) badges.push(['danger', 'Suspended']);
  if (person.lockedUntil) badges.push(['warning', 'Locked']);
  if (!person.isVerified) badges.push(['plain', 'Not confirmed']);
  return (
    <span className="flex flex-wrap gap-1.5 empty:hidden">
      {badges.map(([tone, text]) => (
        <Badge key={text} tone={tone}>
          {text}
        </Badge>
      ))}
    </span>
  );
}

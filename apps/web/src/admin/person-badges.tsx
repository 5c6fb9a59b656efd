import type { AdminUser } from '@pixelboxx/shared';
import { cn } from '@pixelboxx/ui';

const looks = {
  plain: 'bg-sunken text-ink-soft',
  good: 'bg-brand-soft text-brand',
  warning: 'bg-warning-soft text-warning',
  danger: 'bg-danger-soft text-danger',
};

/** What is special about an account, in a word each. */
export function PersonBadges({ person }: { person: AdminUser }) {
  const badges: [keyof typeof looks, string][] = [];
  if (person.role === 'ADMIN') badges.push(['good', 'Administrator']);
  if (person.role === 'MOD') badges.push(['good', 'Moderator']);
  if (person.deletedAt) badges.push(['danger', 'Deleted']);
  if (person.suspendedAt) badges.push(['danger', 'Suspended']);
  if (person.lockedUntil) badges.push(['warning', 'Locked']);
  if (!person.isVerified) badges.push(['plain', 'Not confirmed']);
  return (
    <span className="flex flex-wrap gap-1.5 empty:hidden">
      {badges.map(([look, text]) => (
        <span key={text} className={cn('rounded-lg px-2 py-0.5 text-sm font-semibold', looks[look])}>
          {text}
        </span>
      ))}
    </span>
  );
}

import type { CurrentUser } from '@pixelboxx/shared';

/** A row as its owner may see it. */
export function currentUserOf(user: Omit<CurrentUser, 'createdAt'> & { createdAt: Date }): CurrentUser {
  const { id, username, email, displayName, avatarUrl, isVerified, role, createdAt } = user;
  return { id, username, email, displayName, avatarUrl, isVerified, role, createdAt: createdAt.toISOString() };
}

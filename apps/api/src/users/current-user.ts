import { asLanguage, type CurrentUser } from '@pixelboxx/shared';

/** As it is stored: a time, and a language that may be of another release. */
export type CurrentUserRow = Omit<CurrentUser, 'createdAt' | 'language'> & {
  createdAt: Date;
  language: string | null;
};

/** A row as its owner may see it. */
export function currentUserOf(user: CurrentUserRow): CurrentUser {
  const { id, username, email, displayName, avatarUrl, isVerified, role, createdAt } = user;
  const language = asLanguage(user.language);
  return {
    id,
    username,
    email,
    displayName,
    avatarUrl,
    isVerified,
    role,
    language,
    createdAt: createdAt.toISOString(),
  };
}

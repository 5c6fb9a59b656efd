import { asLanguage, type CurrentUser } from '@pixelboxx/shared';

/** The stored form: a date, and a language that another release may have written. */
export type CurrentUserRow = Omit<CurrentUser, 'createdAt' | 'language'> & {
  createdAt: Date;
  language: string | null;
};

/** A user's row in the form that its owner sees. */
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

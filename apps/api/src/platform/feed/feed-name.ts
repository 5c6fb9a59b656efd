/** What is followed. An entry that belongs to a user is deleted with the user. */
export interface FeedName {
  /** At most 64 characters. */
  readonly name: string;
  readonly userId: string | null;
}

/** The feed of one user. */
export function userFeed(userId: string): FeedName {
  return { name: `user:${userId}`, userId };
}

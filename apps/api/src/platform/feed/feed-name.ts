/** What is followed. An entry that is somebody's goes with them. */
export interface FeedName {
  /** At most 64 characters. */
  readonly name: string;
  readonly userId: string | null;
}

/** What happens to one user. */
export function userFeed(userId: string): FeedName {
  return { name: `user:${userId}`, userId };
}

/** Something in which users or things can be present. Created by the functions below or a feature's own, never from input alone. */
export interface PresenceGroup {
  readonly name: string;
}

/** Ids of a user's sessions that have a page open. Visible only to that user. */
export function openSessionsOf(userId: string): PresenceGroup {
  return { name: `sessions:${userId}` };
}

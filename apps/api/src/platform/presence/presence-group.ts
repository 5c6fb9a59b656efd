/** In what somebody or something can be present. Made by the functions below or a feature's own, never from input alone. */
export interface PresenceGroup {
  readonly name: string;
}

/** Those of a user's sessions, by id, that a page of theirs is open with. For nobody but that user. */
export function openSessionsOf(userId: string): PresenceGroup {
  return { name: `sessions:${userId}` };
}

/** A user's name for display: the display name if they chose one, else their username. */
export function nameOf(user: { displayName: string | null; username: string }): string {
  return user.displayName ?? user.username;
}

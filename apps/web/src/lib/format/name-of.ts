/** What a user is called: the name they chose to show, else their username. */
export function nameOf(user: { displayName: string | null; username: string }): string {
  return user.displayName ?? user.username;
}

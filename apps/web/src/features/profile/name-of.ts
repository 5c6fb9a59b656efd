/** What a person is called: the name they chose to show, else their username. */
export function nameOf(person: { displayName: string | null; username: string }): string {
  return person.displayName ?? person.username;
}

/** Something failed in this browser, not at the API; the message is for the person in front of it. */
export class Explained extends Error {
  override readonly name = 'Explained';
}

/** The user thought better of it. Nothing failed, so nothing is said. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

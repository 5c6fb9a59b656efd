/** The user changed their mind. Nothing failed, so no message is shown. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

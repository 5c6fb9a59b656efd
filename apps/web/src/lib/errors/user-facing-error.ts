/** Something failed in this browser, not at the API; the message is meant for the user. */
export class UserFacingError extends Error {
  override readonly name = 'UserFacingError';
}

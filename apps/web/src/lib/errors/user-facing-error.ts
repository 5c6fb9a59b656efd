/** Something failed in this browser, not at the API; the message is for the user in front of it. */
export class UserFacingError extends Error {
  override readonly name = 'UserFacingError';
}

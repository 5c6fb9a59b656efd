/** A failure whose message is all a user needs: it says what is wrong and what to do, and is shown without a stack. */
export class CliError extends Error {
  override name = 'CliError';
}

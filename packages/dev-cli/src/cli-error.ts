/** A failure whose message is all a user needs: it says what is wrong and what to do, and is shown without a stack. */
export class CliError extends Error {
  override name = 'CliError';
}

/** Arguments that a command does not take: shown with its usage, and an exit code of 2. */
export class UsageError extends CliError {
  override name = 'UsageError';
}

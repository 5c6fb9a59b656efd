/** A failure whose message tells users all they need: what is wrong and what to do. It is shown without a stack. */
export class CliError extends Error {
  override name = 'CliError';
}

/** Invalid arguments of a command: shown with its usage, with exit code 2. */
export class UsageError extends CliError {
  override name = 'UsageError';
}

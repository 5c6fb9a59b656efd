import { type ApiError, isApiError } from '@pixelboxx/api-client';

/** The program's exit codes; the README explains each. */
export const exitCodes = {
  done: 0,
  /** Some of several files were not sent. */
  someFailed: 1,
  usage: 2,
  /** Not signed in, or not allowed. */
  refused: 3,
  unreachable: 4,
  /** A problem of this machine: its files, its settings, its clock. */
  local: 5,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A failure with a stable code, a sentence for the user, and an exit code. */
export class CliError extends Error {
  readonly code: string;
  readonly exitCode: ExitCode;

  constructor(code: string, message: string, exitCode: ExitCode, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CliError';
    this.code = code;
    this.exitCode = exitCode;
  }
}

/** The form of Node's own error codes, such as `EACCES`. */
const systemCode = /^E[A-Z0-9]+$/;

/** The CliError for anything thrown. */
export function failureOf(error: unknown): CliError {
  if (error instanceof CliError) return error;
  if (isApiError(error)) return new CliError(error.code, sentenceOf(error), exitCodeOf(error), { cause: error });
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  if (typeof code === 'string' && systemCode.test(code)) {
    return new CliError(code, message, exitCodes.local, { cause: error });
  }
  return new CliError('INTERNAL_ERROR', message, exitCodes.local, { cause: error });
}

function exitCodeOf({ status }: ApiError): ExitCode {
  if (status === 401 || status === 403) return exitCodes.refused;
  return status === 0 || status === 429 || status >= 500 ? exitCodes.unreachable : exitCodes.someFailed;
}

function sentenceOf({ code, message, requestId }: ApiError): string {
  if (code === 'UNAUTHENTICATED') {
    return 'The token is not good any more: it has expired, was ended, or its account may not sign in. Sign in again by “pixelboxx login”.';
  }
  return requestId === null ? message : `${message} (request ${requestId})`;
}

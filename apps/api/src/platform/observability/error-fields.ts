const maxCauses = 5;
const maxMessageLength = 1000;

/**
 * What a log may contain of an error. Leaves out its other properties: drivers put whole rows and parameters there,
 * such as the `detail` of a failed constraint, with addresses and password hashes (OWASP Logging Cheat Sheet).
 */
export function errorFields(error: unknown, depth = 0): object {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error).slice(0, maxMessageLength) };
  const { name: type, cause, stack } = error;
  const message = error.message.slice(0, maxMessageLength);
  // The first line of a stack repeats the message, in full length.
  const frames = stack
    ?.split('\n')
    .filter((line) => line.startsWith('    at '))
    .join('\n');
  return {
    type,
    message,
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...(frames ? { stack: frames } : {}),
    ...(cause === undefined || depth >= maxCauses ? {} : { cause: errorFields(cause, depth + 1) }),
  };
}

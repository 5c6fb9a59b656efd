import { maskSecrets } from '@pixelboxx/telemetry';

/** The column's size. */
const maxLength = 500;

/**
 * The failure in one line for an administrator: name, message and the system's code, without anything that could grant
 * access. Errors come from libraries and other services, and repeat their input.
 */
export function formatFailure(failure: unknown): string {
  return maskSecrets(textOf(failure), maxLength);
}

function textOf(failure: unknown): string {
  if (failure instanceof Error) return `${failure.name}: ${failure.message}${codeOf(failure)}`;
  return typeof failure === 'string' ? failure : `Something was thrown that is no error: ${typeof failure}`;
}

/** `fetch` says only that it failed; its cause says why. */
function codeOf({ cause }: Error): string {
  if (!(cause instanceof Error)) return '';
  return ` (${'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message})`;
}

import { maskSecrets } from '@pixelboxx/telemetry';

/** Fits the column. */
const maxLength = 500;

/**
 * What went wrong, in one line for an administrator: name, message and the system's code, without what could let somebody
 * in. Errors come from libraries and other services, and repeat what they were given.
 */
export function formatFailure(failure: unknown): string {
  return maskSecrets(textOf(failure), maxLength);
}

function textOf(failure: unknown): string {
  if (failure instanceof Error) return `${failure.name}: ${failure.message}${codeOf(failure)}`;
  return typeof failure === 'string' ? failure : `Something was thrown that is no error: ${typeof failure}`;
}

/** `fetch` says only that it failed; why stands in its cause. */
function codeOf({ cause }: Error): string {
  if (!(cause instanceof Error)) return '';
  return ` (${'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message})`;
}

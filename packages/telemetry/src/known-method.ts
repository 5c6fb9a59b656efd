import { METHODS } from 'node:http';

const known = new Set(METHODS);

/** A method that Node's parser knows, or `_OTHER`: the sender chooses any other word, of any length. */
export function knownMethod(method: string | undefined): string {
  return method !== undefined && known.has(method) ? method : '_OTHER';
}

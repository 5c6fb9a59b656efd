import type { PrismaClient } from '../../generated/prisma/client.ts';

const waiting = new WeakMap<object, (() => void)[]>();

/**
 * Calls `callback` once the transaction has committed, never if it rolls back; at once outside a transaction. For work that
 * may be lost with the process, such as counting: what must follow a commit is a job or event written in the transaction.
 */
export function afterCommit(tx: object, callback: () => void): void {
  const callbacks = waiting.get(tx);
  if (callbacks) callbacks.push(callback);
  else callback();
}

type Begin = (work: unknown, options?: unknown) => Promise<unknown>;
type Work = (tx: object) => Promise<unknown>;

/** Makes `afterCommit` work in every interactive transaction of `client`. */
export function noteCommits(client: PrismaClient): void {
  const begin = client.$transaction.bind(client) as Begin;
  const value: Begin = async (work, options) => {
    if (typeof work !== 'function') return begin(work, options);
    const callbacks: (() => void)[] = [];
    const result = await begin((tx: object) => {
      waiting.set(tx, callbacks);
      return (work as Work)(tx);
    }, options);
    for (const callback of callbacks) callback();
    return result;
  };
  Object.defineProperty(client, '$transaction', { value });
}

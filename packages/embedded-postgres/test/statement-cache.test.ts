import { describe, expect, it } from 'vitest';
import { StatementCache } from '../src/statement-cache.ts';
import { message, type Message } from '../src/wire-protocol.ts';

/** As drivers send a statement without a name: Parse, Bind, Execute, Sync. */
function unnamed(text: string): Message[] {
  const none = Buffer.from([0, 0]);
  const bytes = {
    P: message('P', '', text, none),
    B: message('B', '', '', none, none, none),
    E: message('E', '', Buffer.from([0, 0, 0, 0])),
    S: message('S'),
  };
  return Object.entries(bytes).map(([type, sent]) => ({ type, bytes: sent }));
}

const isPrepared = (cache: StatementCache, text: string) =>
  Array.from({ length: 3 }, () => cache.rewrite(unnamed(text)) !== undefined);

describe('the cache of statements', () => {
  it('prepares a statement from the second time on', () => {
    expect(isPrepared(new StatementCache(), 'SELECT 1')).toEqual([false, true, true]);
  });

  it('never prepares schema changes, however often they are repeated', () => {
    const cache = new StatementCache();
    for (const text of ['CREATE TABLE t ()', ' drop table t', 'DISCARD ALL', 'DEALLOCATE ALL', 'selection'])
      expect(isPrepared(cache, text)).toEqual([false, false, false]);
  });

  it('starts again after it was cleared', () => {
    const cache = new StatementCache();
    isPrepared(cache, 'SELECT 1');
    cache.forget();
    expect(isPrepared(cache, 'SELECT 1')).toEqual([false, true, true]);
  });
});

/** A place in a feed: after the entry `id` of a transaction, or after all of the transactions before it (`id` 0). */
export interface FeedCursor {
  readonly transactionId: bigint;
  readonly id: bigint;
  /** When it was given out, in seconds since 1970 by the database's clock: what is older than entries are kept is of no use. */
  readonly atSeconds: number;
}

const maxBigint = 2n ** 63n - 1n;

/** Before nothing: what a reading after it finds is where the feed stands. */
export const endOfFeed: FeedCursor = { transactionId: maxBigint, id: maxBigint, atSeconds: 0 };

export function encodeCursor({ transactionId, id, atSeconds }: FeedCursor): string {
  return [transactionId, id, atSeconds].join('-');
}

/** Null for what is no cursor. */
export function decodeCursor(text: string): FeedCursor | null {
  const [, transaction = '', entry = '', seconds = ''] = /^(\d{1,19})-(\d{1,19})-(\d{1,12})$/.exec(text) ?? [];
  if (seconds === '') return null;
  const cursor = { transactionId: BigInt(transaction), id: BigInt(entry), atSeconds: Number(seconds) };
  return cursor.transactionId > maxBigint || cursor.id > maxBigint ? null : cursor;
}

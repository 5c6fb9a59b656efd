/** A position in a feed: after the entry `id` of a transaction, or after all transactions before it (`id` 0). */
export interface FeedCursor {
  readonly transactionId: bigint;
  readonly id: bigint;
  /** When it was issued, in seconds since 1970 by the database's clock: a cursor older than the entries kept is useless. */
  readonly atSeconds: number;
}

const maxBigint = 2n ** 63n - 1n;

/** Nothing follows it: reading after it returns the feed's current position. */
export const endOfFeed: FeedCursor = { transactionId: maxBigint, id: maxBigint, atSeconds: 0 };

export function encodeCursor({ transactionId, id, atSeconds }: FeedCursor): string {
  return [transactionId, id, atSeconds].join('-');
}

/** Null if the text is not a cursor. */
export function decodeCursor(text: string): FeedCursor | null {
  const [, transaction = '', entry = '', seconds = ''] = /^(\d{1,19})-(\d{1,19})-(\d{1,12})$/.exec(text) ?? [];
  if (seconds === '') return null;
  const cursor = { transactionId: BigInt(transaction), id: BigInt(entry), atSeconds: Number(seconds) };
  return cursor.transactionId > maxBigint || cursor.id > maxBigint ? null : cursor;
}

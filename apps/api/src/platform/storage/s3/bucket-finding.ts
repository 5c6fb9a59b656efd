/** What a look at the bucket has shown. */
export interface Finding {
  readonly about: string;
  /** `unsupported`: this store has no such thing, or not by this protocol; the text says what to do instead. */
  readonly state: 'right' | 'wrong' | 'unsupported';
  readonly text: string;
}

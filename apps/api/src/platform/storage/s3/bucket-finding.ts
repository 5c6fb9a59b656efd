/** The result of one check of the bucket. */
export interface Finding {
  readonly about: string;
  /** `unsupported`: this store lacks the feature, or does not offer it by this protocol; the text says what to do instead. */
  readonly state: 'right' | 'wrong' | 'unsupported';
  readonly text: string;
}

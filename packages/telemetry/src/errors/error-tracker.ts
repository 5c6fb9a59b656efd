/** An error that nobody foresaw, and where it happened. */
export interface UnexpectedError {
  readonly error: unknown;
  readonly kind: 'request' | 'job' | 'uncaught';
  /** Route of the contract, or name of the job; no path. */
  readonly where?: string | undefined;
  readonly requestId?: string | undefined;
}

/** Where unexpected errors are gathered, for those who mend them. The log has each of them, too. */
export abstract class ErrorTracker {
  /** Returns at once and never throws. What is too much, or cannot be sent, is dropped. */
  abstract report(error: UnexpectedError): void;
  /** Resolves when all is sent, after two seconds at most. Never rejects. */
  abstract flush(): Promise<void>;
}

/** Where no tracker is configured. */
export class NoErrorTracker extends ErrorTracker {
  override report(): void {
    // Nothing is gathered.
  }

  override flush(): Promise<void> {
    return Promise.resolve();
  }
}

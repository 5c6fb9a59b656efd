/** An unexpected error, and where it happened. */
export interface UnexpectedError {
  readonly error: unknown;
  readonly kind: 'request' | 'job' | 'uncaught';
  /** Route of the contract, or name of the job; never a path. */
  readonly where?: string | undefined;
  readonly requestId?: string | undefined;
}

/** Collects unexpected errors for the developers. The log contains each of them, too. */
export abstract class ErrorTracker {
  /** Returns at once and never throws. Drops reports that are too many or cannot be sent. */
  abstract report(error: UnexpectedError): void;
  /** Resolves when everything is sent, after at most two seconds. Never rejects. */
  abstract flush(): Promise<void>;
}

/** Used if no tracker is configured. */
export class NoErrorTracker extends ErrorTracker {
  override report(): void {
    // Nothing is gathered.
  }

  override flush(): Promise<void> {
    return Promise.resolve();
  }
}

/**
 * A budget of failed attempts that refills steadily: `failures` at once, then one more every `secondsPerFailure`
 * (a leaky bucket). So a lock ends by itself after `secondsPerFailure`, and nobody can make it last.
 */
export interface LockoutCounter {
  readonly failures: number;
  readonly secondsPerFailure: number;
}

/**
 * How often a password may be wrong (OWASP Authentication Cheat Sheet; NIST SP 800-63B 3.2.2). What is used up is
 * answered 429 ACCOUNT_LOCKED, for the right password, too; no budget keeps anyone out for longer than three minutes.
 * `RATE_LIMIT_SCALE` changes none that belongs to an account.
 */
export const lockoutPolicy = {
  /** Of one account, from one IPv4 address or IPv6 /64: who guesses one user's password. Full again after a success. */
  accountFromAddress: { failures: 10, secondsPerFailure: 90 },
  /**
   * Of one account, from all devices that never signed in to it together: who guesses from many addresses. Strangers
   * can use this up, which is why devices of the owner do not draw on it. A success does not refill it.
   */
  accountFromStrangers: { failures: 20, secondsPerFailure: 180 },
  /**
   * Of all accounts, from one address: who tries one common password on many users. A success does not refill it.
   * Times `RATE_LIMIT_SCALE`, as all that belongs to an address.
   */
  addressAcrossAccounts: { failures: 100, secondsPerFailure: 36 },
  /** Of one account, from a device that signed in to it before: the only one such a device draws on. */
  knownDevice: { failures: 10, secondsPerFailure: 90 },
  /**
   * Of one account, from everywhere together: codes from its app, six digits of which three count at any time. Neither a
   * success nor a reset of the password refills it. What exceeds it needs a code mailed to the owner, too.
   */
  appCodes: { failures: 20, secondsPerFailure: 4320 },
  /** As `appCodes`, for tries that come with the mailed code. At most 40 tries a day in all: 0.1 % a week. */
  confirmedAppCodes: { failures: 20, secondsPerFailure: 4320 },
} as const satisfies Record<string, LockoutCounter>;

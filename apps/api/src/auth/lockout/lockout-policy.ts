import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { KeyRing } from '../../platform/crypto/key-ring.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';

/**
 * A counter of failed attempts that forgives steadily: `failures` at once, then one more every `secondsPerFailure`
 * (a leaky bucket). So a lock ends by itself after `secondsPerFailure`, and nobody can make it last.
 */
export interface LockoutCounter {
  readonly failures: number;
  readonly secondsPerFailure: number;
}

/**
 * How often a password may be wrong (OWASP Authentication Cheat Sheet; NIST SP 800-63B 3.2.2). What is used up is
 * answered 429 ACCOUNT_LOCKED, for the right password, too; no counter keeps anyone out of a password for longer than three minutes.
 * `RATE_LIMIT_SCALE` changes none that belongs to an account.
 */
export const lockoutPolicy = {
  /** Of one account, from one IPv4 address or IPv6 /64: who guesses one user's password. Full again after a success. */
  accountFromAddress: { failures: 10, secondsPerFailure: 90 },
  /**
   * Of one account, from all devices that never signed in to it together: who guesses from many addresses. Strangers
   * can use this up, which is why devices of the owner are not counted here. A success does not clear it.
   */
  accountFromStrangers: { failures: 20, secondsPerFailure: 180 },
  /**
   * Of all accounts, from one address: who tries one common password on many users. A success does not clear it.
   * Times `RATE_LIMIT_SCALE`, as all that belongs to an address.
   */
  addressAcrossAccounts: { failures: 100, secondsPerFailure: 36 },
  /** Of one account, from a device that signed in to it before: the only one that counts such a device. */
  knownDevice: { failures: 10, secondsPerFailure: 90 },
  /**
   * In the place of `accountFromStrangers` for codes that were mailed, whichever of the account's they are tried at: 116 tries
   * in a day at eight digits, of which strangers learn none.
   */
  mailedCodes: { failures: 20, secondsPerFailure: 900 },
  /**
   * Of one account, from everywhere together: codes from its app, six digits of which three count at any time. Neither a
   * success nor a reset of the password clears it. What exceeds it needs a code mailed to the owner, too.
   */
  appCodes: { failures: 20, secondsPerFailure: 4320 },
  /** As `appCodes`, for tries that come with the mailed code. At most 40 tries a day in all: 0.1 % a week. */
  confirmedAppCodes: { failures: 20, secondsPerFailure: 4320 },
} as const satisfies Record<string, LockoutCounter>;

/** One of the counters that an attempt is counted by. */
export interface AttemptConsumption {
  /** 64 hex digits. */
  readonly key: string;
  readonly accountKey: string | null;
  readonly counter: LockoutCounter;
  /** Whether a success forgives everything counted here, rather than only itself. */
  readonly clearsOnSuccess: boolean;
}

export type LoginFactor = (typeof loginFactors)[number];

/** `email-code`: one that was mailed for signing in. `enrolment`: codes of an app that is not enabled yet, or is to be kept: whoever guesses gets nowhere by it. */
export const loginFactors = ['password', 'code', 'email-code', 'enrolment'] as const;

/** Somebody about to prove who they are. */
export interface LoginAttempt {
  /** What is being proven: wrong passwords do not use up the tries at a code, nor the other way round. */
  readonly factor: LoginFactor;
  /** The account, or null when nobody has the identifier: it is counted all the same. */
  readonly userId: string | null;
  readonly identifier: string;
  /** Of a device that signed in to this account before (see `KnownDeviceCookies`). */
  readonly deviceId: string | null;
  readonly context: RequestContext;
  /** For codes from an app: what else bounds them, in the account as a whole. */
  readonly appCodes?: 'appCodes' | 'confirmedAppCodes';
}

/** What turns attempts into keys of counters: nothing typed, and no address, is stored in clear. */
export interface AttemptKeys {
  readonly secret: KeyObject;
  /** `RATE_LIMIT_SCALE`. */
  readonly scale: number;
  /** What counts as one address. */
  readonly ipOf: (context: RequestContext) => string;
}

/** Which counters count an attempt. */
export function consumptionsOf(keys: AttemptKeys, attempt: LoginAttempt, accountKey: string): AttemptConsumption[] {
  const consumptions = consumptionsOfPlace(keys, attempt, accountKey);
  const { appCodes } = attempt;
  if (appCodes === undefined) return consumptions;
  const key = digest(keys, `${accountKey}:${appCodes}`);
  return [...consumptions, { key, accountKey, counter: lockoutPolicy[appCodes], clearsOnSuccess: false }];
}

/** The only counter of attempts from a device which signed in to the account before. */
export function consumptionOfDevice(keys: AttemptKeys, deviceId: string, accountKey: string): AttemptConsumption {
  const key = digest(keys, `${accountKey}:device:${deviceId}`);
  return { key, accountKey, counter: lockoutPolicy.knownDevice, clearsOnSuccess: true };
}

function consumptionsOfPlace(
  keys: AttemptKeys,
  { factor, deviceId, context }: LoginAttempt,
  accountKey: string,
): AttemptConsumption[] {
  const { accountFromAddress, addressAcrossAccounts } = lockoutPolicy;
  const ofStrangers = factor === 'email-code' ? lockoutPolicy.mailedCodes : lockoutPolicy.accountFromStrangers;
  if (deviceId !== null) return [consumptionOfDevice(keys, deviceId, accountKey)];
  const failures = addressAcrossAccounts.failures * keys.scale;
  const ip = keys.ipOf(context);
  const fromIp = digest(keys, `${accountKey}:${ip}`);
  const fromStrangers = digest(keys, `${accountKey}:strangers`);
  const acrossAccounts = digest(keys, `${factor}:${ip}`);
  return [
    { key: fromIp, accountKey, counter: accountFromAddress, clearsOnSuccess: true },
    { key: fromStrangers, accountKey, counter: ofStrangers, clearsOnSuccess: false },
    {
      key: acrossAccounts,
      accountKey: null,
      counter: { ...addressAcrossAccounts, failures },
      clearsOnSuccess: false,
    },
  ];
}

/** Username and e-mail are one account; what nobody has is folded as the look-up folds it. */
export function accountKeyOf(
  keys: AttemptKeys,
  { factor, userId, identifier }: Pick<LoginAttempt, 'factor' | 'userId' | 'identifier'>,
): string {
  return digest(keys, userId === null ? `${factor}:nobody:${identifier.toLowerCase()}` : `${factor}:user:${userId}`);
}

export function digest({ secret }: AttemptKeys, what: string): string {
  return createHmac('sha256', secret).update(`lockout:${what}`).digest('hex');
}

/**
 * The same key on every replica while the order of the ring differs among them, or an account would have a counter on each:
 * the least of them, wherever it stands. It changes once in a rotation, which forgives failures of the last hours.
 */
export function secretOf(ring: KeyRing): KeyObject {
  return createSecretKey([...ring].sort((one, other) => Buffer.compare(one, other))[0] ?? Buffer.alloc(0));
}

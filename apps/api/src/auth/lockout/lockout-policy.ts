import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { KeyRing } from '../../platform/crypto/key-ring.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';

/**
 * A counter of failed attempts that forgives steadily: `failures` at once, then one more every `secondsPerFailure` (a
 * leaky bucket). So a lock ends automatically after `secondsPerFailure`, and nobody can prolong it.
 */
export interface LockoutCounter {
  readonly failures: number;
  readonly secondsPerFailure: number;
}

/**
 * How many wrong passwords are allowed (OWASP Authentication Cheat Sheet; NIST SP 800-63B 3.2.2). Beyond the limit the
 * response is 429 ACCOUNT_LOCKED, even for the right password. No counter blocks a password for longer than three
 * minutes. `RATE_LIMIT_SCALE` does not change the counters of an account.
 */
export const lockoutPolicy = {
  /** One account from one IPv4 address or IPv6 /64: against guessing one user's password. Full again after a success. */
  accountFromAddress: { failures: 10, secondsPerFailure: 90 },
  /**
   * One account from all devices that never signed in to it, together: against guessing from many addresses. Strangers
   * can exhaust it, so the owner's devices are not counted here. A success does not clear it.
   */
  accountFromStrangers: { failures: 20, secondsPerFailure: 180 },
  /**
   * All accounts from one address: against trying one common password on many users. A success does not clear it.
   * Multiplied by `RATE_LIMIT_SCALE`, like everything that is per address.
   */
  addressAcrossAccounts: { failures: 100, secondsPerFailure: 36 },
  /** One account from a device that signed in to it before: the only counter for such a device. */
  knownDevice: { failures: 10, secondsPerFailure: 90 },
  /**
   * Replaces `accountFromStrangers` for mailed codes, for all codes of the account together: 116 attempts a day at
   * eight digits, of which strangers learn none.
   */
  mailedCodes: { failures: 20, secondsPerFailure: 900 },
  /**
   * One account from everywhere together: codes from its app, six digits, of which three codes are valid at any time.
   * Neither a success nor a password reset clears it. Beyond the limit, a code mailed to the owner is required, too.
   */
  appCodes: { failures: 20, secondsPerFailure: 4320 },
  /** Like `appCodes`, for attempts that include the mailed code. At most 40 attempts a day in total: 0.1 % a week. */
  confirmedAppCodes: { failures: 20, secondsPerFailure: 4320 },
} as const satisfies Record<string, LockoutCounter>;

/** One of the counters in which an attempt is counted. */
export interface AttemptConsumption {
  /** 64 hex digits. */
  readonly key: string;
  readonly accountKey: string | null;
  readonly counter: LockoutCounter;
  /** Whether a success clears the whole counter instead of only giving back its own attempt. */
  readonly clearsOnSuccess: boolean;
}

export type LoginFactor = (typeof loginFactors)[number];

/**
 * `email-code`: a code mailed for signing in. `enrolment`: codes of an app that is not enabled yet or is to be kept;
 * guessing one gives no access.
 */
export const loginFactors = ['password', 'code', 'email-code', 'enrolment'] as const;

/** A user about to prove their identity. */
export interface LoginAttempt {
  /** The kind of proof: wrong passwords do not use up attempts at a code, nor the reverse. */
  readonly factor: LoginFactor;
  /** The account, or null if nobody has the identifier; the attempt is counted either way. */
  readonly userId: string | null;
  readonly identifier: string;
  /** Set if this device signed in to the account before (see `KnownDeviceCookies`). */
  readonly deviceId: string | null;
  readonly context: RequestContext;
  /** For codes from an app: the additional counter, for the whole account. */
  readonly appCodes?: 'appCodes' | 'confirmedAppCodes';
}

/** Turns attempts into counter keys: no typed text and no address is stored in clear. */
export interface AttemptKeys {
  readonly secret: KeyObject;
  /** `RATE_LIMIT_SCALE`. */
  readonly scale: number;
  /** Maps a request to what counts as one address. */
  readonly ipOf: (context: RequestContext) => string;
}

/** The counters in which an attempt is counted. */
export function consumptionsOf(keys: AttemptKeys, attempt: LoginAttempt, accountKey: string): AttemptConsumption[] {
  const consumptions = consumptionsOfPlace(keys, attempt, accountKey);
  const { appCodes } = attempt;
  if (appCodes === undefined) return consumptions;
  const key = digest(keys, `${accountKey}:${appCodes}`);
  return [...consumptions, { key, accountKey, counter: lockoutPolicy[appCodes], clearsOnSuccess: false }];
}

/** The only counter for attempts from a device that signed in to the account before. */
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

/** Username and email address give the same account key. An unknown identifier is case-folded like the look-up does. */
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
 * The smallest key of the ring, whatever its position. Every replica must use the same key even while their rings
 * differ in order, or an account would have a counter for each. It changes once per rotation, which forgives the
 * failures of the last hours.
 */
export function secretOf(ring: KeyRing): KeyObject {
  return createSecretKey([...ring].sort((one, other) => Buffer.compare(one, other))[0] ?? Buffer.alloc(0));
}

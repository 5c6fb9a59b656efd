import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Config } from '../../platform/config/config.ts';
import type { KeyRing } from '../../platform/crypto/key-ring.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { ipKeyOf } from '../../platform/http/security/client-ip.ts';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';
import { KeyValueStore } from '../../platform/redis/key-value/key-value-store.ts';
import { lockoutPolicy } from './lockout-policy.ts';
import { type AttemptConsumption, type ExhaustedCounter, AttemptCountersStore } from './attempt-counters.store.ts';
import { PendingAttempts } from './pending-attempts.ts';

export type LoginFactor = (typeof loginFactors)[number];

/** `enrolment`: codes of an app that is not enabled yet, or is to be kept: whoever guesses gets nowhere by it. */
const loginFactors = ['password', 'code', 'enrolment'] as const;

/** Somebody about to prove who they are. */
export interface LoginAttempt {
  /** What is being proven: wrong passwords do not use up the tries at a code, nor the other way round. */
  readonly factor: LoginFactor;
  /** The account, or null when nobody has the identifier: it is counted all the same. */
  readonly userId: string | null;
  readonly identifier: string;
  /** Of a device that signed in to this account before (see `KnownDeviceCookies`). */
  readonly deviceId: string | null;
  readonly origin: RequestContext;
  /** For codes from an app: what else bounds them, in the account as a whole. */
  readonly appCodes?: 'appCodes' | 'confirmedAppCodes';
}

interface Taken {
  readonly exhausted: readonly ExhaustedCounter[];
  /** Resolves when something undecided has been decided since; null when nothing was. */
  readonly change: Promise<void> | null;
  /** Milliseconds of a lock that somebody before found out about; 0 when nobody did. */
  readonly knownLockMs: number;
}

/** Replicas and this one remember an exhausted budget for at most so long before they ask Postgres again. */
const rememberedMaxMs = 5000;
const cleanUpEveryMs = 10 * 60_000;

/**
 * Stops guessing. Every attempt is counted as a failure before anything is hashed, and given back if it succeeds, so
 * that many at once cannot get past the count (OWASP ASVS 5.0: 6.3.1). `lockout-policy.ts` has the numbers.
 */
@Injectable()
export class LockoutService {
  private readonly key: KeyObject;
  private readonly pending = new PendingAttempts();
  private readonly turns = new Map<string, Promise<Taken>>();
  private cleanedUpAtMs = performance.now();

  constructor(
    private readonly counters: AttemptCountersStore,
    private readonly store: KeyValueStore,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
    @InjectConfig() private readonly config: Config,
  ) {
    this.key = createSecretKey(budgetKey(config.secrets.deviceCookie));
  }

  /**
   * Runs `verify` if the attempt may be made; null from it is a failure, anything else a success. If it throws, nothing
   * was found out and nothing is counted.
   * @throws AppError ACCOUNT_LOCKED, MAIL_CONFIRMATION_REQUIRED for codes from an app, and whatever `verify` throws.
   */
  async attempt<Result>(attempt: LoginAttempt, verify: () => Promise<Result | null>): Promise<Result | null> {
    const account = this.accountKeyOf(attempt);
    const draws = this.drawsOf(attempt, account);
    await this.reserve(account, draws, attempt);
    let outcome: 'passed' | 'failed' | 'undecided' = 'undecided';
    try {
      const result = await verify();
      outcome = result === null ? 'failed' : 'passed';
      return result;
    } finally {
      await this.settle(draws, outcome);
      this.pending.end(account, { freed: outcome !== 'failed' });
    }
  }

  /**
   * Refills budgets of an account. All of them where an administrator vouches. That somebody has proven the mailbox refills
   * those of the password only: or whoever holds the mailbox would have as many tries at the code as they like.
   */
  async unlock(userId: string, factors: readonly LoginFactor[] = loginFactors): Promise<void> {
    for (const factor of factors) {
      const keys = await this.counters.clearAccount(this.accountKeyOf({ factor, userId, identifier: '' }));
      // A replica that cannot be told forgets within `rememberedMaxMs`.
      await this.store.delete(keys.map(flagOf)).catch(() => undefined);
    }
  }

  /** Until when someone who would sign in to these accounts may be refused; those at which nobody is are left out. */
  async lockedUntil(userIds: readonly string[]): Promise<Map<string, Date>> {
    const accounts = userIds.flatMap((userId) =>
      (['password', 'code'] as const).map((factor) => ({
        userId,
        key: this.accountKeyOf({ factor, userId, identifier: '' }),
      })),
    );
    const used = await this.counters.used(accounts.map(({ key }) => key));
    const latest = new Map<string, Date>();
    for (const { userId, key: accountKey } of accounts) {
      const strangers = this.digest(`${accountKey}:strangers`);
      // Nobody is kept out by these.
      const codes = (['appCodes', 'confirmedAppCodes'] as const).map((name) => this.digest(`${accountKey}:${name}`));
      for (const { key, clearAt } of used.filter(
        (counter) => counter.accountKey === accountKey && !codes.includes(counter.key),
      )) {
        const until = exhaustedUntil(clearAt, key === strangers ? 'accountFromStrangers' : 'knownDevice');
        if (until > (latest.get(userId) ?? this.clock.now())) latest.set(userId, until);
      }
    }
    return latest;
  }

  private async reserve(account: string, draws: readonly AttemptConsumption[], attempt: LoginAttempt): Promise<void> {
    for (;;) {
      const { exhausted, change, knownLockMs } = await this.takeInTurn(account, draws);
      if (knownLockMs > 0) throw locked(knownLockMs);
      if (exhausted.length === 0) break;
      if (!change) return this.refuse(locksAmong(exhausted, draws), attempt);
      await change;
    }
    this.cleanUpNowAndThen();
  }

  /**
   * One at a time for an account, so that whoever finds nothing left knows about all that are undecided, and those behind
   * it need not ask Postgres again: a queue at a locked account is over at once. If Postgres fails for one, it fails for
   * those behind it at once instead of one timeout after the other.
   */
  private async takeInTurn(account: string, draws: readonly AttemptConsumption[]): Promise<Taken> {
    const before: Promise<unknown> = this.turns.get(account) ?? Promise.resolve();
    const turn = before.then(async () => {
      const knownLockMs = await this.rememberedLockMs(draws);
      if (knownLockMs > 0) return { exhausted: [], change: null, knownLockMs };
      // Asked for before Postgres is: an attempt may be given back while its response is on the way.
      const change = this.pending.change(account);
      const exhausted = await this.counters.take(draws);
      if (exhausted.length === 0) this.pending.begin(account);
      else if (!change) await this.remember(locksAmong(exhausted, draws));
      return { exhausted, change, knownLockMs: 0 };
    });
    this.turns.set(account, turn);
    try {
      return await turn;
    } finally {
      if (this.turns.get(account) === turn) this.turns.delete(account);
    }
  }

  private async settle(
    draws: readonly AttemptConsumption[],
    outcome: 'passed' | 'failed' | 'undecided',
  ): Promise<void> {
    try {
      if (outcome === 'passed') await this.counters.settleSuccess(draws);
      if (outcome === 'undecided') await this.counters.giveBack(draws);
    } catch (error) {
      // It stays counted, which errs on the safe side and is forgiven in a while.
      this.logger.warn({ event: 'auth.lockout.unsettled', reason: String(error).slice(0, 200) });
    }
  }

  /** Spares Postgres while somebody keeps trying. */
  private async rememberedLockMs(draws: readonly AttemptConsumption[]): Promise<number> {
    const flags = await Promise.all(draws.map(({ key }) => this.store.get(flagOf(key)).catch(() => null)));
    return Math.max(0, ...flags.map((until) => Number(until ?? 0) - this.clock.nowMs()));
  }

  private async remember(exhausted: readonly ExhaustedCounter[]): Promise<void> {
    const set = ({ key, retryMs }: ExhaustedCounter): Promise<void> =>
      this.store.set(flagOf(key), String(this.clock.nowMs() + retryMs), { ttlMs: Math.min(retryMs, rememberedMaxMs) });
    await Promise.all(exhausted.map(set)).catch(() => undefined);
  }

  private refuse(locks: readonly ExhaustedCounter[], { factor, userId, origin }: LoginAttempt): never {
    const { ipAddress: ip, requestId } = origin;
    if (locks.length === 0) throw new AppError('MAIL_CONFIRMATION_REQUIRED');
    const retryMs = Math.max(...locks.map((counter) => counter.retryMs));
    this.logger.warn({ event: 'auth.locked', factor, userId, ip, requestId, retryMs: Math.round(retryMs) });
    throw locked(retryMs);
  }

  private drawsOf(attempt: LoginAttempt, accountKey: string): AttemptConsumption[] {
    const draws = this.drawsOfPlace(attempt, accountKey);
    const { appCodes } = attempt;
    if (appCodes === undefined) return draws;
    const key = this.digest(`${accountKey}:${appCodes}`);
    return [...draws, { key, accountKey, counter: lockoutPolicy[appCodes], clearsOnSuccess: false }];
  }

  private drawsOfPlace({ factor, deviceId, origin }: LoginAttempt, accountKey: string): AttemptConsumption[] {
    const { knownDevice, accountFromAddress, accountFromStrangers, addressAcrossAccounts } = lockoutPolicy;
    if (deviceId !== null) {
      const key = this.digest(`${accountKey}:device:${deviceId}`);
      return [{ key, accountKey, counter: knownDevice, clearsOnSuccess: true }];
    }
    const failures = addressAcrossAccounts.failures * this.config.rateLimitScale;
    const target = ipKeyOf(origin.ipAddress ?? undefined);
    const fromIp = this.digest(`${accountKey}:${target}`);
    const fromStrangers = this.digest(`${accountKey}:strangers`);
    const acrossAccounts = this.digest(`${factor}:${target}`);
    return [
      { key: fromIp, accountKey, counter: accountFromAddress, clearsOnSuccess: true },
      { key: fromStrangers, accountKey, counter: accountFromStrangers, clearsOnSuccess: false },
      {
        key: acrossAccounts,
        accountKey: null,
        counter: { ...addressAcrossAccounts, failures },
        clearsOnSuccess: false,
      },
    ];
  }

  /** Username and e-mail are one account; what nobody has is folded as the look-up folds it. */
  private accountKeyOf({ factor, userId, identifier }: Pick<LoginAttempt, 'factor' | 'userId' | 'identifier'>): string {
    return this.digest(userId === null ? `${factor}:nobody:${identifier.toLowerCase()}` : `${factor}:user:${userId}`);
  }

  private digest(what: string): string {
    return createHmac('sha256', this.key).update(`lockout:${what}`).digest('hex');
  }

  private cleanUpNowAndThen(): void {
    if (performance.now() - this.cleanedUpAtMs < cleanUpEveryMs) return;
    this.cleanedUpAtMs = performance.now();
    this.counters.removeCleared().catch((error: unknown) => {
      this.logger.warn({ event: 'auth.lockout.cleanup_failed', reason: String(error).slice(0, 200) });
    });
  }
}

/** A budget has something left again once all but its last failure are counted. */
function exhaustedUntil(clearAt: Date, name: keyof typeof lockoutPolicy): Date {
  const { failures, secondsPerFailure } = lockoutPolicy[name];
  return new Date(clearAt.getTime() - (failures - 1) * secondsPerFailure * 1000);
}

/** Without the counter of codes from an app, which asks for more instead of keeping anybody out. */
function locksAmong(exhausted: readonly ExhaustedCounter[], draws: readonly AttemptConsumption[]): ExhaustedCounter[] {
  const codes = draws.find(({ counter }) => counter === lockoutPolicy.appCodes);
  return exhausted.filter(({ key }) => key !== codes?.key);
}

function flagOf(key: string): string {
  return `lockout:${key}`;
}

function locked(retryMs: number): AppError {
  return new AppError('ACCOUNT_LOCKED', { details: { retryAfterSeconds: Math.max(1, Math.ceil(retryMs / 1000)) } });
}

/**
 * The same key on every replica while the order of the ring differs among them, or an account would have a budget on each:
 * the least of them, wherever it stands. It changes once in a rotation, which forgives failures of the last hours.
 */
function budgetKey(ring: KeyRing): Buffer {
  return [...ring].sort((one, other) => Buffer.compare(one, other))[0] ?? Buffer.alloc(0);
}

import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { Prisma } from '../../generated/prisma/client.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { ipKeyOf } from '../../platform/http/security/client-ip.ts';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';
import type { NamedPart } from '../../platform/one-statement.ts';
import { KeyValueStore } from '../../platform/redis/key-value/key-value-store.ts';
import { AttemptCountersStore, type ExhaustedCounter } from './attempt-counters.store.ts';
import {
  type AttemptConsumption,
  accountKeyOf,
  type AttemptKeys,
  digest,
  consumptionOfDevice,
  consumptionsOf,
  type LoginAttempt,
  type LoginFactor,
  loginFactors,
  lockoutPolicy,
  secretOf,
} from './lockout-policy.ts';
import { PendingAttempts } from './pending-attempts.ts';

interface Taken {
  readonly exhausted: readonly ExhaustedCounter[];
  /** Resolves when a pending attempt has been decided; null if none was pending. */
  readonly change: Promise<void> | null;
  /** Milliseconds left of a lock that an earlier attempt found; 0 if none did. */
  readonly knownLockMs: number;
}

/** A device that signed in to that account before. The account has not forgotten its devices since. */
export interface OwnDevice {
  readonly userId: string;
  readonly deviceId: string;
}

/** The statements for a success: give the attempt back, and empty the counters that a success clears. */
export class SuccessParts {
  areWritten = false;
  private readonly counters: AttemptCountersStore;
  private readonly consumptions: readonly AttemptConsumption[];

  constructor(counters: AttemptCountersStore, consumptions: readonly AttemptConsumption[]) {
    this.counters = counters;
    this.consumptions = consumptions;
  }

  /** Parts for one statement; the code that runs it reports that they are written. */
  parts(): NamedPart[] {
    const onWritten = (): void => {
      this.areWritten = true;
    };
    return this.counters.successParts(this.consumptions).map((part) => ({ ...part, onWritten }));
  }
}

/** All replicas remember a full counter for at most this long before they ask Postgres again. */
const rememberedMaxMs = 5000;
const cleanUpEveryMs = 10 * 60_000;

/**
 * Prevents guessing. Every attempt is counted as a failure before anything is hashed, and given back if it succeeds, so
 * that many attempts at once cannot exceed the limit (OWASP ASVS 5.0: 6.3.1). `lockout-policy.ts` has the numbers.
 */
@Injectable()
export class LockoutService {
  private readonly keys: AttemptKeys;
  private readonly pending = new PendingAttempts();
  private readonly turns = new Map<string, Promise<Taken>>();
  private cleanedUpAtMs = performance.now();

  constructor(
    private readonly counters: AttemptCountersStore,
    private readonly store: KeyValueStore,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
    @InjectConfig() config: Config,
  ) {
    this.keys = {
      secret: secretOf(config.secrets.deviceCookie),
      scale: config.rateLimitScale,
      ipOf: ({ ipAddress }) => ipKeyOf(ipAddress ?? undefined),
    };
  }

  /**
   * Runs `verify` if the attempt is allowed. Null from it is a failure, anything else a success. If it throws, the
   * attempt is undecided and not counted. What `verify` writes on success can include `success.parts()`, which saves a
   * statement. `isCounted`: already counted by `countedBy`.
   * @throws AppError ACCOUNT_LOCKED, MAIL_CONFIRMATION_REQUIRED for codes from an app, and whatever `verify` throws.
   */
  async attempt<Result>(
    attempt: LoginAttempt,
    verify: (success: SuccessParts) => Promise<Result | null>,
    { isCounted = false } = {},
  ): Promise<Result | null> {
    const account = accountKeyOf(this.keys, attempt);
    const consumptions = consumptionsOf(this.keys, attempt, account);
    if (!isCounted) await this.reserve(account, consumptions, attempt);
    const success = new SuccessParts(this.counters, consumptions);
    let outcome: 'passed' | 'failed' | 'undecided' = 'undecided';
    try {
      const result = await verify(success);
      outcome = result === null ? 'failed' : 'passed';
      return result;
    } finally {
      if (!success.areWritten) await this.settle(consumptions, outcome);
      this.pending.end(account, { freed: outcome !== 'failed' });
    }
  }

  /**
   * Counts a password attempt from a known device within the look-up of its account. Each of `devices` has its own
   * counter, so the account need not be known before. `look` includes `counting`, applied to the users it finds, in its
   * statement. An attempt that is not counted is not refused: `attempt` then counts it in the usual way.
   */
  async countedBy<Look extends { readonly user: { readonly id: string } | null; readonly isCounted: boolean }>(
    devices: readonly OwnDevice[],
    look: (counting: (found: Prisma.Sql) => Prisma.Sql) => Promise<Look>,
  ): Promise<Look> {
    const consumptions = await this.consumptionsOfDevices(devices);
    // Pending before they are counted: another attempt that finds a counter full meanwhile waits for their outcome.
    for (const { account } of consumptions) this.pending.begin(account);
    let countedFor: string | undefined;
    try {
      const found = await look((users) => this.counters.takingOf(consumptions, users));
      if (found.isCounted) countedFor = found.user?.id;
      return found;
    } finally {
      for (const { userId, account } of consumptions)
        if (userId !== countedFor) this.pending.end(account, { freed: false });
    }
  }

  /**
   * Clears counters of an account: all of them if an administrator vouches for the user. Proof of the mailbox clears
   * only those of the password; otherwise the holder of the mailbox would have unlimited attempts at the code.
   */
  async unlock(userId: string, factors: readonly LoginFactor[] = loginFactors): Promise<void> {
    for (const factor of factors) {
      const keys = await this.counters.clearAccount(accountKeyOf(this.keys, { factor, userId, identifier: '' }));
      // A replica that cannot be notified forgets within `rememberedMaxMs`.
      await this.store.delete(keys.map(flagOf)).catch(() => undefined);
    }
  }

  /** Until when sign-ins to these accounts may be refused; accounts without a lock are omitted. */
  async lockedUntil(userIds: readonly string[]): Promise<Map<string, Date>> {
    const accounts = userIds.flatMap((userId) =>
      (['password', 'code'] as const).map((factor) => ({
        userId,
        key: accountKeyOf(this.keys, { factor, userId, identifier: '' }),
      })),
    );
    const used = await this.counters.used(accounts.map(({ key }) => key));
    const latest = new Map<string, Date>();
    for (const { userId, key: accountKey } of accounts) {
      const strangers = digest(this.keys, `${accountKey}:strangers`);
      // These counters lock nobody out.
      const codes = (['appCodes', 'confirmedAppCodes'] as const).map((name) =>
        digest(this.keys, `${accountKey}:${name}`),
      );
      for (const { key, clearAt } of used.filter(
        (counter) => counter.accountKey === accountKey && !codes.includes(counter.key),
      )) {
        const until = exhaustedUntil(clearAt, key === strangers ? 'accountFromStrangers' : 'knownDevice');
        if (until > (latest.get(userId) ?? this.clock.now())) latest.set(userId, until);
      }
    }
    return latest;
  }

  /** Omits counters that are known to be full. */
  private async consumptionsOfDevices(devices: readonly OwnDevice[]) {
    const consumptions = devices.map(({ userId, deviceId }) => {
      const account = accountKeyOf(this.keys, { factor: 'password', userId, identifier: '' });
      return { userId, account, consumption: consumptionOfDevice(this.keys, deviceId, account) };
    });
    const locks = await Promise.all(consumptions.map(({ consumption }) => this.rememberedLockMs([consumption])));
    return consumptions.filter((_, index) => locks[index] === 0);
  }

  private async reserve(
    account: string,
    consumptions: readonly AttemptConsumption[],
    attempt: LoginAttempt,
  ): Promise<void> {
    for (;;) {
      const { exhausted, change, knownLockMs } = await this.takeInTurn(account, consumptions);
      if (knownLockMs > 0) throw locked(knownLockMs);
      if (exhausted.length === 0) break;
      if (!change) return this.refuse(locksAmong(exhausted, consumptions), attempt);
      await change;
    }
    this.cleanUpNowAndThen();
  }

  /**
   * Handles one attempt per account at a time, so an attempt that finds a counter full knows all pending ones. Those
   * queued behind it need not ask Postgres again: the queue at a locked account ends at once. If Postgres fails for one
   * attempt, it fails at once for those behind it, instead of one timeout after another.
   */
  private async takeInTurn(account: string, consumptions: readonly AttemptConsumption[]): Promise<Taken> {
    const before: Promise<unknown> = this.turns.get(account) ?? Promise.resolve();
    const turn = before.then(async () => {
      const knownLockMs = await this.rememberedLockMs(consumptions);
      if (knownLockMs > 0) return { exhausted: [], change: null, knownLockMs };
      // Read before asking Postgres: an attempt may be given back while the result is on its way.
      const change = this.pending.change(account);
      const exhausted = await this.counters.take(consumptions);
      if (exhausted.length === 0) this.pending.begin(account);
      else if (!change) await this.remember(locksAmong(exhausted, consumptions));
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
    consumptions: readonly AttemptConsumption[],
    outcome: 'passed' | 'failed' | 'undecided',
  ): Promise<void> {
    try {
      if (outcome === 'passed') await this.counters.settleSuccess(consumptions);
      if (outcome === 'undecided') await this.counters.giveBack(consumptions);
    } catch (error) {
      // It stays counted, which errs on the safe side and is forgiven after a while.
      this.logger.warn({ event: 'auth.lockout.unsettled', reason: String(error).slice(0, 200) });
    }
  }

  /** Saves Postgres work while somebody keeps trying. */
  private async rememberedLockMs(consumptions: readonly AttemptConsumption[]): Promise<number> {
    const flags = await Promise.all(consumptions.map(({ key }) => this.store.get(flagOf(key)).catch(() => null)));
    return Math.max(0, ...flags.map((until) => Number(until ?? 0) - this.clock.nowMs()));
  }

  private async remember(exhausted: readonly ExhaustedCounter[]): Promise<void> {
    const set = ({ key, retryMs }: ExhaustedCounter): Promise<void> =>
      this.store.set(flagOf(key), String(this.clock.nowMs() + retryMs), { ttlMs: Math.min(retryMs, rememberedMaxMs) });
    await Promise.all(exhausted.map(set)).catch(() => undefined);
  }

  private refuse(locks: readonly ExhaustedCounter[], { factor, userId, context }: LoginAttempt): never {
    const { ipAddress: ip, requestId } = context;
    if (locks.length === 0) throw new AppError('MAIL_CONFIRMATION_REQUIRED');
    const retryMs = Math.max(...locks.map((counter) => counter.retryMs));
    this.logger.warn({ event: 'auth.locked', factor, userId, ip, requestId, retryMs: Math.round(retryMs) });
    throw locked(retryMs);
  }

  private cleanUpNowAndThen(): void {
    if (performance.now() - this.cleanedUpAtMs < cleanUpEveryMs) return;
    this.cleanedUpAtMs = performance.now();
    this.counters.removeCleared().catch((error: unknown) => {
      this.logger.warn({ event: 'auth.lockout.cleanup_failed', reason: String(error).slice(0, 200) });
    });
  }
}

/** A full counter accepts attempts again once its first failure is forgiven. */
function exhaustedUntil(clearAt: Date, name: keyof typeof lockoutPolicy): Date {
  const { failures, secondsPerFailure } = lockoutPolicy[name];
  return new Date(clearAt.getTime() - (failures - 1) * secondsPerFailure * 1000);
}

/** Excludes the counter of app codes, which demands an additional proof instead of locking the user out. */
function locksAmong(
  exhausted: readonly ExhaustedCounter[],
  consumptions: readonly AttemptConsumption[],
): ExhaustedCounter[] {
  const codes = consumptions.find(({ counter }) => counter === lockoutPolicy.appCodes);
  return exhausted.filter(({ key }) => key !== codes?.key);
}

function flagOf(key: string): string {
  return `lockout:${key}`;
}

function locked(retryMs: number): AppError {
  return new AppError('ACCOUNT_LOCKED', { details: { retryAfterSeconds: Math.max(1, Math.ceil(retryMs / 1000)) } });
}

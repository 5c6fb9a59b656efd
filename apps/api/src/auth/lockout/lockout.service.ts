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
  /** Resolves when something undecided has been decided since; null when nothing was. */
  readonly change: Promise<void> | null;
  /** Milliseconds of a lock that somebody before found out about; 0 when nobody did. */
  readonly knownLockMs: number;
}

/** A device that signed in to that account before, and whose devices were never forgotten since. */
export interface OwnDevice {
  readonly userId: string;
  readonly deviceId: string;
}

/** What a success writes: it gives the attempt back, and empties what a success clears. */
export class SuccessParts {
  areWritten = false;
  private readonly counters: AttemptCountersStore;
  private readonly consumptions: readonly AttemptConsumption[];

  constructor(counters: AttemptCountersStore, consumptions: readonly AttemptConsumption[]) {
    this.counters = counters;
    this.consumptions = consumptions;
  }

  /** For one statement, whose writer notes that it has succeeded. */
  parts(): NamedPart[] {
    const onWritten = (): void => {
      this.areWritten = true;
    };
    return this.counters.successParts(this.consumptions).map((part) => ({ ...part, onWritten }));
  }
}

/** Replicas and this one remember a full counter for at most so long before they ask Postgres again. */
const rememberedMaxMs = 5000;
const cleanUpEveryMs = 10 * 60_000;

/**
 * Stops guessing. Every attempt is counted as a failure before anything is hashed, and given back if it succeeds, so
 * that many at once cannot get past the count (OWASP ASVS 5.0: 6.3.1). `lockout-policy.ts` has the numbers.
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
   * Runs `verify` if the attempt may be made; null from it is a failure, anything else a success. If it throws, nothing
   * was found out and nothing is counted. What `verify` writes on success may include `success.parts()`, which spares a
   * statement. `isCounted`: by `countedBy`.
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
   * An attempt at the password from a device that is known, counted by the look that finds out whose it is: each of `devices`
   * has a counter of its own, so that need not be known before. `look` makes `counting` of the users it has found a part of
   * its statement. Not counted is no refusal: `attempt` counts in its own way then.
   */
  async countedBy<Look extends { readonly user: { readonly id: string } | null; readonly isCounted: boolean }>(
    devices: readonly OwnDevice[],
    look: (counting: (found: Prisma.Sql) => Prisma.Sql) => Promise<Look>,
  ): Promise<Look> {
    const consumptions = await this.consumptionsOfDevices(devices);
    // Undecided from before they are counted: whoever finds a counter full meanwhile waits for what comes of them.
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
   * Clears counters of an account. All of them where an administrator vouches. That somebody has proven the mailbox clears
   * those of the password only: or whoever holds the mailbox would have as many tries at the code as they like.
   */
  async unlock(userId: string, factors: readonly LoginFactor[] = loginFactors): Promise<void> {
    for (const factor of factors) {
      const keys = await this.counters.clearAccount(accountKeyOf(this.keys, { factor, userId, identifier: '' }));
      // A replica that cannot be told forgets within `rememberedMaxMs`.
      await this.store.delete(keys.map(flagOf)).catch(() => undefined);
    }
  }

  /** Until when someone who would sign in to these accounts may be refused; those at which nobody is are left out. */
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
      // Nobody is kept out by these.
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

  /** Without counters that are known to be full. */
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
   * One at a time for an account, so that whoever finds a counter full knows about all that are undecided, and those behind
   * it need not ask Postgres again: a queue at a locked account is over at once. If Postgres fails for one, it fails for
   * those behind it at once instead of one timeout after the other.
   */
  private async takeInTurn(account: string, consumptions: readonly AttemptConsumption[]): Promise<Taken> {
    const before: Promise<unknown> = this.turns.get(account) ?? Promise.resolve();
    const turn = before.then(async () => {
      const knownLockMs = await this.rememberedLockMs(consumptions);
      if (knownLockMs > 0) return { exhausted: [], change: null, knownLockMs };
      // Asked for before Postgres is: an attempt may be given back while its response is on the way.
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
      // It stays counted, which errs on the safe side and is forgiven in a while.
      this.logger.warn({ event: 'auth.lockout.unsettled', reason: String(error).slice(0, 200) });
    }
  }

  /** Spares Postgres while somebody keeps trying. */
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

/** A full counter counts again once the first of its failures is forgiven. */
function exhaustedUntil(clearAt: Date, name: keyof typeof lockoutPolicy): Date {
  const { failures, secondsPerFailure } = lockoutPolicy[name];
  return new Date(clearAt.getTime() - (failures - 1) * secondsPerFailure * 1000);
}

/** Without the counter of codes from an app, which asks for more instead of keeping anybody out. */
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

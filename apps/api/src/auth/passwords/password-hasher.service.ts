import { Injectable } from '@nestjs/common';
import { ConcurrencyLimiter, PartitionedLimiter, type Ticket } from '@pixelboxx/node-kit';
import { opaqueString } from '@pixelboxx/shared';
import { hash as argon2Hash, verify as argon2Verify } from '@node-rs/argon2';
import { AsyncLocalStorage } from 'node:async_hooks';
import { availableParallelism } from 'node:os';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';

export interface PasswordMatch {
  readonly matches: boolean;
  /** The stored hash was made with other parameters than the configured ones, or from the password as it was typed. */
  readonly outdated: boolean;
}

/** The expensive functions. In an object, so that tests can count the calls. */
export const argon2 = { hash: argon2Hash, verify: argon2Verify };

/** The only form in which passwords are stored; salt and digest follow. */
const encodedHash = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$[\w+/]{11,}\$[\w+/]{22,}$/;

/** Stored for an account without a password. It is not a hash, so no password matches, in the same time as a wrong one. */
export const noPassword = '-';

/** Whether the account has a password. */
export function hasPassword({ passwordHash }: { readonly passwordHash: string }): boolean {
  return encodedHash.test(passwordHash);
}

/** More than `entryLimiter` admits: the rest is for callers that need no slot there. */
const waitingMax = 128;
const concurrent = Math.max(1, Math.min(4, availableParallelism()));

/**
 * argon2id (RFC 9106; OWASP Password Storage Cheat Sheet: m = 19 MiB, t = 2, p = 1). Hashing is the cheapest way for an
 * attacker to make us work, so few hashes run at once and few can wait. Requests from strangers that end in hashing
 * pass `entryLimiter` first, before any work is done for them: under overload, look-ups for requests that will be
 * refused would delay everybody else.
 */
@Injectable()
export class PasswordHasher {
  readonly entryLimiter = new PartitionedLimiter({
    concurrent,
    maxWaitMs: 750,
    maxPlaces: 96,
    expectedMs: 15,
    arrivalMs: 1_000,
  });
  private readonly tickets = new AsyncLocalStorage<Ticket>();
  private readonly limiter = new ConcurrencyLimiter({ concurrent, queued: waitingMax });
  private readonly parameters;
  private readonly decoy: Promise<string>;

  constructor(@InjectConfig() config: Config) {
    const { memoryKib, iterations, parallelism } = config.passwords;
    // The library's default algorithm is argon2id; `isOutdated` would notice another.
    this.parameters = { memoryCost: memoryKib, timeCost: iterations, parallelism };
    this.decoy = argon2.hash('no account has this password', this.parameters);
    // The failure is reported where the promise is awaited.
    this.decoy.catch(() => undefined);
  }

  /** Everything that `work` hashes, even much later, runs under this ticket. */
  during(ticket: Ticket, work: () => void): void {
    this.tickets.run(ticket, work);
  }

  /** The numbers of hashes being computed and waiting. */
  get load(): ConcurrencyLimiter['load'] {
    return this.limiter.load;
  }

  /** @throws AppError OVERLOADED when too many are waiting. */
  hash(password: string): Promise<string> {
    return this.run(() => argon2.hash(opaqueString(password), this.parameters));
  }

  /**
   * If `stored` is null or not a hash, the same work is done against a real hash with today's parameters, so that a
   * missing account, or one without a password, takes as long as a wrong password. If the typed password is not in the
   * form in which passwords are hashed today, it is also tried as typed, for older hashes. Both are always tried, so
   * the duration depends only on what was typed and not on what is stored.
   * @throws AppError OVERLOADED when too many are waiting.
   */
  async verify(stored: string | null, password: string): Promise<PasswordMatch> {
    const usable = stored !== null && encodedHash.test(stored) ? stored : null;
    const reference = usable ?? (await this.decoy);
    const normalised = opaqueString(password);
    // One slot for both: twice the work, not twice the memory.
    const [matches, matchesAsTyped] = await this.run(async () => [
      await argon2.verify(reference, normalised),
      normalised !== password && (await argon2.verify(reference, password)),
    ]);
    return {
      matches: usable !== null && (matches || matchesAsTyped),
      outdated: usable !== null && (matchesAsTyped || this.isOutdated(usable)),
    };
  }

  private run<Result>(work: () => Promise<Result>): Promise<Result> {
    const inTurn = () => this.limiter.run(() => this.measured(work));
    const ticket = this.tickets.getStore();
    return ticket ? ticket.run(inTurn) : this.entryLimiter.runOutside(inTurn);
  }

  private async measured<Result>(work: () => Promise<Result>): Promise<Result> {
    const startedMs = performance.now();
    const result = await work();
    this.entryLimiter.measured(performance.now() - startedMs);
    return result;
  }

  private isOutdated(stored: string): boolean {
    const [, memory, time, lanes] = encodedHash.exec(stored) ?? [];
    const { memoryCost, timeCost, parallelism } = this.parameters;
    return Number(memory) !== memoryCost || Number(time) !== timeCost || Number(lanes) !== parallelism;
  }
}

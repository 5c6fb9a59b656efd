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
  /** The stored hash was made with other parameters than are configured now, or of the password as it was typed. */
  readonly outdated: boolean;
}

/** What costs. In an object, so that tests can count how often it is asked. */
export const argon2 = { hash: argon2Hash, verify: argon2Verify };

/** The one form in which passwords are stored; salt and digest follow. */
const encodedHash = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$[\w+/]{11,}\$[\w+/]{22,}$/;

/** What is stored for an account that has no password: no hash, so none matches, in the time of a wrong one. */
export const noPassword = '-';

/** Whether there is a password that could be right. */
export function hasPassword({ passwordHash }: { readonly passwordHash: string }): boolean {
  return encodedHash.test(passwordHash);
}

/** More than `entryLimiter` lets in: the rest is for those who need no place there. */
const waitingMax = 128;
const concurrent = Math.max(1, Math.min(4, availableParallelism()));

/**
 * argon2id (RFC 9106; OWASP Password Storage Cheat Sheet: m = 19 MiB, t = 2, p = 1). Hashing is what an attacker can make
 * us do most cheaply, so few run at once and few may wait. What a stranger can start that ends in hashing asks
 * `entryLimiter` first, before any work is done for it: in a storm, looking things up for those who will be refused would
 * hold up everybody else.
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
    // Reported where it is awaited.
    this.decoy.catch(() => undefined);
  }

  /** Whatever `work` goes on to hash, however much later, is what this ticket was given for. */
  during(ticket: Ticket, work: () => void): void {
    this.tickets.run(ticket, work);
  }

  /** Hashes that are being computed, and those that wait. */
  get load(): ConcurrencyLimiter['load'] {
    return this.limiter.load;
  }

  /** @throws AppError OVERLOADED when too many are waiting. */
  hash(password: string): Promise<string> {
    return this.run(() => argon2.hash(opaqueString(password), this.parameters));
  }

  /**
   * With `stored` null, or no hash at all, the same work is done against a real hash of today's parameters, so that an
   * account that does not exist, or has no password, takes as long as a wrong password. A password that is not typed in
   * the form in which passwords are hashed today is also tried as it was typed, for the hashes of before. Both are tried
   * whatever the first brings, so that how long it takes depends on what was typed, and on nothing that is stored.
   * @throws AppError OVERLOADED when too many are waiting.
   */
  async verify(stored: string | null, password: string): Promise<PasswordMatch> {
    const usable = stored !== null && encodedHash.test(stored) ? stored : null;
    const reference = usable ?? (await this.decoy);
    const normalised = opaqueString(password);
    // One place for both: twice the work, not twice the memory.
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

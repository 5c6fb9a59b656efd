import { Injectable } from '@nestjs/common';
import { ConcurrencyLimiter } from '@pixelboxx/node-kit';
import { opaqueString } from '@pixelboxx/shared';
import { hash as argon2Hash, verify as argon2Verify } from '@node-rs/argon2';
import { availableParallelism } from 'node:os';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';

export interface PasswordVerdict {
  readonly matches: boolean;
  /** The stored hash was made with other parameters than are configured now, or of the password as it was typed. */
  readonly outdated: boolean;
}

/** What costs. In an object, so that tests can count how often it is asked. */
export const argon2 = { hash: argon2Hash, verify: argon2Verify };

/** The one form in which passwords are stored; salt and digest follow. */
const encodedHash = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$[\w+/]{11,}\$[\w+/]{22,}$/;

const waitingMax = 64;

/**
 * argon2id (RFC 9106; OWASP Password Storage Cheat Sheet: m = 19 MiB, t = 2, p = 1). Hashing is what an attacker can make
 * us do most cheaply, so few run at once and few may wait: a login storm is answered 503 early instead of exhausting memory.
 */
@Injectable()
export class PasswordHasher {
  private readonly limiter = new ConcurrencyLimiter({
    concurrent: Math.max(1, Math.min(4, availableParallelism())),
    queued: waitingMax,
  });
  private readonly underWay = new ConcurrencyLimiter({ concurrent: waitingMax, queued: 0 });
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

  /**
   * Goes around everything a stranger can start that ends in hashing. In a storm, the excess is refused at once: looking
   * things up for those who will be refused would hold up everybody else.
   * @throws AppError OVERLOADED when too many are under way.
   */
  admit<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.underWay.run(work);
  }

  /** Hashes that are being computed, and those that wait. */
  get load(): ConcurrencyLimiter['load'] {
    return this.limiter.load;
  }

  /** @throws AppError OVERLOADED when too many are waiting. */
  hash(password: string): Promise<string> {
    return this.limiter.run(() => argon2.hash(opaqueString(password), this.parameters));
  }

  /**
   * With `stored` null, or no hash at all, the same work is done against a real hash of today's parameters, so that an
   * account that does not exist, or has no password, takes as long as a wrong password. A password that is not typed in
   * the form in which passwords are hashed today is also tried as it was typed, for the hashes of before. Both are tried
   * whatever the first brings, so that how long it takes depends on what was typed, and on nothing that is stored.
   * @throws AppError OVERLOADED when too many are waiting.
   */
  async verify(stored: string | null, password: string): Promise<PasswordVerdict> {
    const usable = stored !== null && encodedHash.test(stored) ? stored : null;
    const reference = usable ?? (await this.decoy);
    const normalised = opaqueString(password);
    // One place for both: twice the work, not twice the memory.
    const [matches, matchesAsTyped] = await this.limiter.run(async () => [
      await argon2.verify(reference, normalised),
      normalised !== password && (await argon2.verify(reference, password)),
    ]);
    return {
      matches: usable !== null && (matches || matchesAsTyped),
      outdated: usable !== null && (matchesAsTyped || this.isOutdated(usable)),
    };
  }

  private isOutdated(stored: string): boolean {
    const [, memory, time, lanes] = encodedHash.exec(stored) ?? [];
    const { memoryCost, timeCost, parallelism } = this.parameters;
    return Number(memory) !== memoryCost || Number(time) !== timeCost || Number(lanes) !== parallelism;
  }
}

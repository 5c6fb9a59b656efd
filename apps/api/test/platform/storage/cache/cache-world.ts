import { createHash } from 'node:crypto';
import type { ByteRange, ObjectWithBody } from '../../../../src/platform/storage/object-storage.ts';
import { ManualClock } from '../../../support/time/manual-clock.ts';
import { CachingReplica, FakeLog, maxLagMs } from './replica.ts';
import { SlowStore } from './slow-store.ts';

/** Of a removal that never said so. */
const believedMs = 30_000;
const replicaCount = 2;

/** Two variants of an image. */
const contentHash = createHash('sha256').update('an image').digest('hex');
const keys = [`public/${contentHash}/320.webp`, `public/${contentHash}/640.webp`];
const contentOf = (key: string) => createHash('sha512').update(key).digest();

interface Removal {
  readonly atMs: number;
  readonly by: CachingReplica;
  /** When its transaction ended; null while it has not, or for ever where its process died. */
  committedAtMs: number | null;
  died: boolean;
}

interface Flight {
  readonly key: string;
  readonly range: ByteRange | undefined;
  readonly mustBeGone: boolean;
  readonly result: Promise<ObjectWithBody | null>;
}

/** Two replicas before one store and one log, where each step of serving and removing is one of its own. */
export class CacheWorld {
  readonly #clock = new ManualClock(1_700_000_000_000);
  readonly #store = new SlowStore();
  readonly #log = new FakeLog();
  readonly #removals = new Map<string, Removal>();
  readonly #flights: Flight[] = [];
  readonly #replicas = Array.from({ length: replicaCount }, () => this.#start());

  /** What was served that should not have been; empty when all is well. */
  readonly faults: string[] = [];
  served = 0;
  fromMemory = 0;

  /** Both replicas know where the log stands, and everything is there. */
  async begin(): Promise<void> {
    for (const replica of this.#replicas) {
      replica.read();
      for (const key of keys) await this.#put(replica, key);
    }
  }

  async do(kind: string, pick: number): Promise<void> {
    const key = keys[pick % keys.length] ?? '';
    const at = Math.floor(pick / keys.length) % replicaCount;
    const replica = this.#replicas[at];
    if (!replica) return;
    if (kind === 'put') await this.#put(replica, key);
    else if (kind === 'get') this.#get(replica, key, undefined);
    else if (kind === 'part') this.#get(replica, key, { start: pick, end: pick + 9 });
    else if (kind === 'respond') this.#store.reads.splice(pick % Math.max(1, this.#store.reads.length), 1)[0]?.();
    else if (kind === 'remove') await this.#remove(replica, key);
    else if (kind === 'commit') this.#commit(key);
    else if (kind === 'die') this.#die(key);
    else if (kind === 'pass') this.#clock.set(this.#clock.nowMs() + 2 * pick ** 2);
    else if (kind === 'wait') this.#clock.set(this.#clock.nowMs() + believedMs);
    else if (kind === 'read') replica.read();
    else if (kind === 'gap') replica.readAnew();
    else if (kind === 'restart') this.#replicas[at] = this.#start();
    await settled();
  }

  async end(): Promise<void> {
    for (const respond of this.#store.reads.splice(0)) respond();
    for (const { key, range, mustBeGone, result } of this.#flights) {
      const object = await result;
      if (!object) continue;
      this.served += 1;
      const whole = contentOf(key);
      const right = range ? whole.subarray(range.start, range.end + 1) : whole;
      if (!Buffer.isBuffer(object.body) || !right.equals(object.body)) this.faults.push(`other bytes of ${key}`);
      if (mustBeGone) this.faults.push(`${key} after it was to be gone`);
    }
  }

  #start(): CachingReplica {
    return new CachingReplica(this.#store, this.#log, this.#clock);
  }

  async #put(replica: CachingReplica, key: string): Promise<void> {
    const removal = this.#removals.get(key);
    // Whoever puts holds the lock that the removal holds until it ends.
    if (removal && removal.committedAtMs === null && !removal.died) return;
    this.#removals.delete(key);
    await replica.storage.put(key, contentOf(key), { contentType: 'image/webp', visibility: 'public' });
  }

  #get(replica: CachingReplica, key: string, range: ByteRange | undefined): void {
    const readsBefore = this.#store.reads.length;
    const result = replica.storage.get(key, range);
    if (this.#store.reads.length === readsBefore) this.fromMemory += 1;
    this.#flights.push({ key, range, mustBeGone: this.#mustBeGone(replica, key), result });
  }

  #mustBeGone(replica: CachingReplica, key: string): boolean {
    const removal = this.#removals.get(key);
    if (!removal) return false;
    const nowMs = this.#clock.nowMs();
    const isTold = removal.committedAtMs !== null && nowMs - removal.committedAtMs > maxLagMs;
    return removal.by === replica || isTold || nowMs - removal.atMs > believedMs;
  }

  async #remove(replica: CachingReplica, key: string): Promise<void> {
    if (!this.#store.objects.has(key)) return;
    await replica.storage.delete([key]);
    this.#removals.set(key, { atMs: this.#clock.nowMs(), by: replica, committedAtMs: null, died: false });
  }

  #commit(key: string): void {
    const removal = this.#removals.get(key);
    if (!removal || removal.committedAtMs !== null || removal.died) return;
    this.#log.commit(contentHash);
    removal.committedAtMs = this.#clock.nowMs();
  }

  #die(key: string): void {
    const removal = this.#removals.get(key);
    if (removal && removal.committedAtMs === null) removal.died = true;
  }
}

/** Whatever waits for nothing but its turn has had it. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

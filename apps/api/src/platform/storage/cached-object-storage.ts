import type { Clock } from '@pixelboxx/node-kit';
import type { ObjectVisibility } from './object-key.ts';
import {
  type FileBody,
  type ObjectPage,
  ObjectStorage,
  type SigningOptions,
  type StoredObject,
} from './object-storage.ts';

interface Entry {
  readonly object: StoredObject & { body: Buffer };
  readonly freshUntil: number;
}

const limits = { totalBytes: 32 * 1024 * 1024, objectBytes: 1024 * 1024, freshMilliseconds: 30_000 };

/**
 * Keeps small public objects in memory, least recently used out first. Deleting through this process is seen at once,
 * another replica's delete within 30 s however often the object is asked for: the longest that an image which was
 * hidden or removed is still served from here.
 */
export class CachedObjectStorage extends ObjectStorage {
  readonly #inner: ObjectStorage;
  readonly #clock: Clock;
  readonly #beforePut: () => Promise<void>;
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;
  /** Raised by each delete, so that a read that began before it cannot bring the bytes back. */
  #deletions = 0;

  /** @param beforePut awaited before anything is put; must not fail */
  constructor(inner: ObjectStorage, clock: Clock, beforePut: () => Promise<void> = () => Promise.resolve()) {
    super();
    this.#inner = inner;
    this.#clock = clock;
    this.#beforePut = beforePut;
  }

  override async get(key: string): Promise<StoredObject | null> {
    const entry = this.#entries.get(key);
    if (entry && entry.freshUntil > this.#clock.nowMs()) {
      this.#entries.delete(key);
      this.#entries.set(key, entry);
      return entry.object;
    }
    this.#forget(key);
    const deletionsBefore = this.#deletions;
    const object = await this.#inner.get(key);
    if (object && deletionsBefore === this.#deletions) this.#remember(key, object);
    return object;
  }

  override async put(
    key: string,
    body: Buffer | FileBody,
    options: { contentType: string; visibility: ObjectVisibility },
  ): Promise<void> {
    this.#forget(key);
    await this.#beforePut();
    await this.#inner.put(key, body, options);
  }

  override async delete(keys: readonly string[]): Promise<void> {
    try {
      await this.#inner.delete(keys);
    } finally {
      this.#deletions += 1;
      for (const key of keys) this.#forget(key);
    }
  }

  override head(key: string) {
    return this.#inner.head(key);
  }

  override list(prefix: string, options?: { cursor?: string; limit?: number }): Promise<ObjectPage> {
    return this.#inner.list(prefix, options);
  }

  override removeUnfinished(before: Date, options: { dryRun: boolean }): Promise<number> {
    return this.#inner.removeUnfinished(before, options);
  }

  override signedUrl(key: string, options: SigningOptions) {
    return this.#inner.signedUrl(key, options);
  }

  override publicUrl(key: string): string {
    return this.#inner.publicUrl(key);
  }

  override readMark(): Promise<string | null> {
    return this.#inner.readMark();
  }

  override writeMark(text: string): Promise<void> {
    return this.#inner.writeMark(text);
  }

  override isUp(): Promise<boolean> {
    return this.#inner.isUp();
  }

  #remember(key: string, object: StoredObject): void {
    const { body } = object;
    if (!Buffer.isBuffer(body) || body.length > limits.objectBytes || !key.startsWith('public/')) return;
    this.#forget(key);
    this.#entries.set(key, { object: { ...object, body }, freshUntil: this.#clock.nowMs() + limits.freshMilliseconds });
    this.#bytes += body.length;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= limits.totalBytes) break;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#bytes -= entry.object.body.length;
  }
}

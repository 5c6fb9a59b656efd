import { buffer } from 'node:stream/consumers';
import type { ObjectVisibility } from '../object-key.ts';
import {
  type ByteRange,
  type FileBody,
  type ObjectDescription,
  type ObjectPage,
  ObjectStorage,
  type SigningOptions,
  type ObjectWithBody,
} from '../object-storage.ts';
import type { ObjectCache } from './object-cache.ts';

/** Reads small public objects from memory if they are cached. A delete through this process takes effect at once. */
export class CachedObjectStorage extends ObjectStorage {
  readonly #inner: ObjectStorage;
  readonly #cache: ObjectCache;
  readonly #beforePut: () => Promise<void>;

  /** @param beforePut awaited before anything is put; must not fail */
  constructor(inner: ObjectStorage, cache: ObjectCache, beforePut: () => Promise<void> = () => Promise.resolve()) {
    super();
    this.#inner = inner;
    this.#cache = cache;
    this.#beforePut = beforePut;
  }

  override async get(key: string, range?: ByteRange): Promise<ObjectWithBody | null> {
    const cached = this.#cache.get(key);
    if (cached) return range ? { ...cached, body: cached.body.subarray(range.start, range.end + 1) } : cached;
    if (range) return this.#inner.get(key, range);
    const watched = this.#cache.watch();
    const object = await this.#inner.get(key);
    if (!object || watched === null || !this.#cache.takes(key, object.size)) return object;
    const whole = { ...object, body: Buffer.isBuffer(object.body) ? object.body : await buffer(object.body) };
    this.#cache.remember(key, whole, watched);
    return whole;
  }

  override async put(
    key: string,
    body: Buffer | FileBody,
    options: { contentType: string; visibility: ObjectVisibility },
  ): Promise<void> {
    await this.#beforePut();
    try {
      await this.#inner.put(key, body, options);
    } finally {
      this.#cache.forget([key]);
    }
  }

  override async delete(keys: readonly string[]): Promise<void> {
    try {
      await this.#inner.delete(keys);
    } finally {
      this.#cache.forget(keys);
    }
  }

  override async head(key: string): Promise<ObjectDescription | null> {
    const cached = this.#cache.get(key);
    if (!cached) return this.#inner.head(key);
    const { size, contentType, modifiedAt } = cached;
    return { size, contentType, modifiedAt };
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
}

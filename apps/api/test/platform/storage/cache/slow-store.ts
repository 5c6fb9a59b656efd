import {
  type ByteRange,
  type ObjectDescription,
  ObjectStorage,
  type ObjectWithBody,
} from '../../../../src/platform/storage/object-storage.ts';

/** Objects in memory. What a read gives is decided when it begins, and comes when the test says so. */
export class SlowStore extends ObjectStorage {
  readonly objects = new Map<string, Buffer>();
  readonly reads: (() => void)[] = [];

  override put(key: string, body: Buffer | { path: string }): Promise<void> {
    if (!Buffer.isBuffer(body)) return Promise.reject(new TypeError('Only bytes are put here'));
    this.objects.set(key, body);
    return Promise.resolve();
  }

  override get(key: string, range?: ByteRange): Promise<ObjectWithBody | null> {
    const found = this.objects.get(key);
    const body = range ? found?.subarray(range.start, range.end + 1) : found;
    const object = found && body ? { ...describe(found), body } : null;
    return new Promise((resolve) => {
      this.reads.push(() => resolve(object));
    });
  }

  override head(key: string): Promise<ObjectDescription | null> {
    const found = this.objects.get(key);
    return Promise.resolve(found ? describe(found) : null);
  }

  override delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.objects.delete(key);
    return Promise.resolve();
  }

  override list() {
    return Promise.resolve({ objects: [], nextCursor: null });
  }

  override removeUnfinished() {
    return Promise.resolve(0);
  }

  override signedUrl(key: string) {
    return Promise.resolve({ url: key, expiresAt: new Date(0) });
  }

  override publicUrl(key: string): string {
    return key;
  }

  override readMark() {
    return Promise.resolve(null);
  }

  override writeMark() {
    return Promise.resolve();
  }

  override isUp() {
    return Promise.resolve(true);
  }
}

function describe(body: Buffer): ObjectDescription {
  return { size: body.length, contentType: 'image/webp', modifiedAt: new Date(0) };
}

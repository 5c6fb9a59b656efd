import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { CliError, exitCodes } from '../cli-error.ts';

/** The bytes of a file, identified by their hash. */
export interface Content {
  /** SHA-256, in hexadecimal digits. */
  readonly hash: string;
  readonly size: number;
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  /** @throws CliError FILE_CHANGED if the file has changed since it was hashed */
  assertUnchanged(): Promise<void>;
}

const blockBytes = 1 << 18;

/** A file that stays open, so that a file that replaces it is not sent halfway through. */
export class FileContent implements Content {
  readonly hash: string;
  readonly size: number;
  readonly #file: FileHandle;
  readonly #stamp: string;

  private constructor(file: FileHandle, hash: string, size: number, stamp: string) {
    this.#file = file;
    this.hash = hash;
    this.size = size;
    this.#stamp = stamp;
  }

  /** Reads the file once to hash it. The caller must close it. */
  static async open(path: string, signal: AbortSignal): Promise<FileContent> {
    const file = await open(path, 'r');
    try {
      const stamp = await stampOf(file);
      const hash = createHash('sha256');
      const block = Buffer.alloc(blockBytes);
      let size = 0;
      for (;;) {
        signal.throwIfAborted();
        const { bytesRead } = await file.read(block, 0, blockBytes, size);
        if (bytesRead === 0) break;
        hash.update(block.subarray(0, bytesRead));
        size += bytesRead;
      }
      const content = new FileContent(file, hash.digest('hex'), size, stamp);
      await content.assertUnchanged();
      return content;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.size - offset)));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await this.#file.read(bytes, filled, bytes.length - filled, offset + filled);
      if (bytesRead === 0) throw changed();
      filled += bytesRead;
    }
    return bytes;
  }

  async assertUnchanged(): Promise<void> {
    if ((await stampOf(this.#file)) !== this.#stamp) throw changed();
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

async function stampOf(file: FileHandle): Promise<string> {
  const { size, mtimeNs, ctimeNs } = await file.stat({ bigint: true });
  return `${size} ${mtimeNs} ${ctimeNs}`;
}

function changed(): CliError {
  return new CliError(
    'FILE_CHANGED',
    'The file was changed while it was being sent. Send it again.',
    exitCodes.someFailed,
  );
}

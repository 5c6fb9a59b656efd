import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { PersonalArchive } from './personal-data.service.ts';

/** A ZIP that is written to a file as it grows: whatever its size, little of it is in memory. */
export class ZipArchive implements PersonalArchive {
  private readonly zip = new ZipFile();
  private readonly output: Readable;
  private readonly written: Promise<void>;

  constructor(path: string) {
    const { outputStream } = this.zip;
    // The library's types promise less than it makes.
    if (!(outputStream instanceof Readable)) throw new TypeError('The archive has no stream');
    this.output = outputStream;
    this.zip.on('error', (error: Error) => this.output.destroy(error));
    this.written = pipeline(this.output, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
    // Reported by `finish`.
    this.written.catch(() => undefined);
  }

  addDocument(name: string, content: unknown): void {
    this.zip.addBuffer(Buffer.from(`${JSON.stringify(content, null, 2)}\n`), `${name}.json`);
  }

  /** Not deflated: images are compressed already. One that is gone by the time of its turn stands as an empty file. */
  addFile(name: string, open: () => Promise<Readable | Buffer | null>): void {
    this.zip.addReadStreamLazy(name, { compress: false }, (hand) => {
      open()
        .then((body) => (body instanceof Readable ? body : Readable.from(body === null ? [] : [body])))
        .then((stream) => {
          stream.on('error', (error) => this.output.destroy(error));
          hand(null, stream);
        })
        .catch((error: unknown) => this.output.destroy(error instanceof Error ? error : new Error(String(error))));
    });
  }

  /** Resolves once the whole archive is in the file. @throws what reading one of its files threw. */
  async finish(): Promise<void> {
    this.zip.end();
    await this.written;
  }

  /** Stops writing. The file is the caller's to remove. */
  async abandon(): Promise<void> {
    this.output.destroy();
    await this.written.catch(() => undefined);
  }
}

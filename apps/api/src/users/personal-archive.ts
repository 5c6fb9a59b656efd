import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { PersonalArchive } from './personal-data.service.ts';

/** A ZIP that is streamed to a file: whatever its size, little of it is in memory. */
export class ZipArchive implements PersonalArchive {
  private readonly zip = new ZipFile();
  private readonly output: Readable;
  private readonly written: Promise<void>;

  constructor(path: string) {
    const { outputStream } = this.zip;
    // The library's types promise less than it provides.
    if (!(outputStream instanceof Readable)) throw new TypeError('The archive has no stream');
    this.output = outputStream;
    this.zip.on('error', (error: Error) => this.output.destroy(error));
    this.written = pipeline(this.output, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
    // `finish` reports the failure.
    this.written.catch(() => undefined);
  }

  addDocument(name: string, content: unknown): void {
    this.zip.addBuffer(Buffer.from(`${JSON.stringify(content, null, 2)}\n`), `${name}.json`);
  }

  /** Not deflated: images are compressed already. A file that is gone when its turn comes is written empty. */
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

  /** Stops writing. The caller removes the file. */
  async abandon(): Promise<void> {
    this.output.destroy();
    await this.written.catch(() => undefined);
  }
}

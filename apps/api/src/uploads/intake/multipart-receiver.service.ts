import { Injectable } from '@nestjs/common';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { removeFilesOlderThan } from '../../platform/storage/disk/durable-files.ts';
import { collectBody } from './collect-body.ts';
import { receiveMultipart } from './receive-multipart.ts';
import { ReceivingPlaces, type Sender } from './receiving-places.service.ts';

/** A slow network still brings the largest file in this time; a hostile one does not hold on longer. */
const timeout = { idleMs: 10_000, totalMs: 55_000 };

const noFields = z.strictObject({});

/** A file that has arrived whole, and lies on the disk until it is removed. */
export class ReceivedFile<Fields> {
  readonly path: string;
  /** What was sent beside the file. */
  readonly fields: Fields;
  readonly #digest: string | null;

  constructor(path: string, fields: Fields, digest: string | null = null) {
    this.path = path;
    this.fields = fields;
    this.#digest = digest;
  }

  /** The same for the same fields and bytes, and for no others; for a file that was received with `fingerprint`. */
  get fingerprint(): string {
    if (this.#digest === null) throw new TypeError('No fingerprint was taken');
    return `${JSON.stringify(this.fields)}\n${this.#digest}`;
  }

  remove(): Promise<void> {
    return rm(this.path, { force: true });
  }
}

/** Finds a body somewhere and hands it to `keep`, once; `over` is aborted when nothing more is wanted of it. */
export type Bring = (keep: (body: AsyncIterable<Uint8Array>) => Promise<void>, over: AbortSignal) => Promise<void>;

/** Uploads on their way in: each a temporary file under a name of ours, gone when the request is over. */
@Injectable()
export class MultipartReceiver {
  private readonly directory: string;

  constructor(
    private readonly places: ReceivingPlaces,
    @InjectConfig() private readonly config: Config,
  ) {
    this.directory = join(config.dataDir, 'incoming');
  }

  /**
   * Receives the multipart body that the endpoint's spec describes. With `fingerprint` it is taken of what arrives,
   * rather than by reading the file again. The caller removes the file.
   * @throws AppError `RATE_LIMITED` and `OVERLOADED` before anything is read; `UNAUTHENTICATED` when the session ends
   *   meanwhile; as `receiveMultipart` does.
   */
  async receive<Fields extends z.ZodObject = typeof noFields>(
    stream: IncomingMessage,
    sender: Sender,
    { file: field, body }: { readonly file: string; readonly body?: Fields },
    { fingerprint = false } = {},
  ): Promise<ReceivedFile<z.output<Fields>>> {
    const path = join(this.directory, randomUUID());
    const { maxBytes, minRate } = this.config.uploads;
    const digest = fingerprint ? createHash('sha256') : undefined;
    const limits = { field, fields: body ?? noFields, maxBytes, minRate, digest, ...timeout };
    try {
      const fields = await this.places.hold(sender, stream, async (over) => {
        await this.makeDirectory();
        return receiveMultipart(stream, path, { ...limits, over });
      });
      return new ReceivedFile(path, fields as z.output<Fields>, digest?.digest('hex'));
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  /**
   * As if somebody had sent what is brought: in one of their places, no larger than that may be, and given up when their
   * session ends. The caller removes the file.
   * @throws AppError `RATE_LIMITED`, `OVERLOADED`, `PAYLOAD_TOO_LARGE`, `SERVICE_UNAVAILABLE`; `UNAUTHENTICATED` when the
   *   session ends meanwhile; whatever `bring` throws
   */
  async collect(sender: Sender, bring: Bring): Promise<ReceivedFile<Record<string, never>>> {
    const path = join(this.directory, randomUUID());
    try {
      await this.places.holdFor(sender, async (over) => {
        await this.makeDirectory();
        try {
          await bring((body) => collectBody(body, path, this.config.uploads.maxBytes), over);
        } finally {
          // Whoever was cut off says so in words of their own.
          over.throwIfAborted();
        }
      });
      return new ReceivedFile(path, {});
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  /** As if these bytes had arrived: for what is worked on by its path. The caller removes the file. */
  async keep(bytes: Uint8Array): Promise<ReceivedFile<Record<string, never>>> {
    const path = join(this.directory, randomUUID());
    await this.makeDirectory();
    try {
      await writeFile(path, bytes, { mode: 0o600 });
    } catch (cause) {
      await rm(path, { force: true });
      throw new AppError('SERVICE_UNAVAILABLE', { cause });
    }
    return new ReceivedFile(path, {});
  }

  /** What a crash left behind. @returns how many files there were; with `dryRun` they stay */
  removeOlderThan(moment: Date, options: { dryRun: boolean }): Promise<number> {
    return removeFilesOlderThan(this.directory, moment, options);
  }

  private async makeDirectory(): Promise<void> {
    try {
      await mkdir(this.directory, { recursive: true, mode: 0o700 });
    } catch (cause) {
      throw new AppError('SERVICE_UNAVAILABLE', { cause });
    }
  }
}

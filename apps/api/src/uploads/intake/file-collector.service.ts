import { Injectable } from '@nestjs/common';
import { writeFile } from 'node:fs/promises';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { TemporaryFiles } from '../../platform/storage/disk/temporary-files.ts';
import { collectBody } from './collect-body.ts';
import { receivedFile, type ReceivedFile } from './received-file.ts';
import { ReceivingPlaces, type Sender } from './receiving-places.service.ts';

/** Finds a body somewhere and hands it to `keep`, once; `over` is aborted when nothing more is wanted of it. */
export type Bring = (keep: (body: AsyncIterable<Uint8Array>) => Promise<void>, over: AbortSignal) => Promise<void>;

/** Files that no request sends: each lies where a received one would, and becomes an upload by the same way. */
@Injectable()
export class FileCollector {
  constructor(
    private readonly places: ReceivingPlaces,
    private readonly files: TemporaryFiles,
    @InjectConfig() private readonly config: Config,
  ) {}

  /**
   * As if somebody had sent what is brought: in one of their places, no larger than that may be, and given up when their
   * session ends. The caller removes the file.
   * @throws AppError `RATE_LIMITED`, `OVERLOADED`, `PAYLOAD_TOO_LARGE`, `SERVICE_UNAVAILABLE`; `UNAUTHENTICATED` when the
   *   session ends meanwhile; whatever `bring` throws
   */
  collect(sender: Sender, bring: Bring): Promise<ReceivedFile<Record<string, never>>> {
    return this.places.holdFor(sender, (over) =>
      this.files.create(async (path) => {
        try {
          await bring((body) => collectBody(body, path, this.config.uploads.maxBytes), over);
        } finally {
          // Whoever was cut off says so in words of their own.
          over.throwIfAborted();
        }
        return receivedFile(path, {});
      }),
    );
  }

  /** As if these bytes had arrived: for what is worked on by its path. The caller removes the file. @throws AppError `SERVICE_UNAVAILABLE` */
  keep(bytes: Uint8Array): Promise<ReceivedFile<Record<string, never>>> {
    return this.files.create(async (path) => {
      try {
        await writeFile(path, bytes, { mode: 0o600 });
      } catch (cause) {
        throw new AppError('SERVICE_UNAVAILABLE', { cause });
      }
      return receivedFile(path, {});
    });
  }
}

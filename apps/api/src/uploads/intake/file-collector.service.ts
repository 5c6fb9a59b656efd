import { Injectable } from '@nestjs/common';
import { writeFile } from 'node:fs/promises';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { TemporaryFiles } from '../../platform/storage/disk/temporary-files.ts';
import { collectBody } from './collect-body.ts';
import { receivedFile, type ReceivedFile } from './received-file.ts';
import { ReceivingPlaces, type Sender } from './receiving-places.service.ts';

/** Gets a body from somewhere and passes it to `keep`, once; `over` is aborted when the body is no longer wanted. */
export type Bring = (keep: (body: AsyncIterable<Uint8Array>) => Promise<void>, over: AbortSignal) => Promise<void>;

/** Files that no request sends: each is stored like a received one, and becomes an upload in the same way. */
@Injectable()
export class FileCollector {
  constructor(
    private readonly places: ReceivingPlaces,
    private readonly files: TemporaryFiles,
    @InjectConfig() private readonly config: Config,
  ) {}

  /**
   * Treats the body as if the sender had sent it: it takes one of their places, has the same maximum size, and is
   * canceled when their session ends. The caller removes the file.
   * @throws AppError `RATE_LIMITED`, `OVERLOADED`, `PAYLOAD_TOO_LARGE`, `SERVICE_UNAVAILABLE`; `UNAUTHENTICATED` if the
   *   session ends meanwhile; whatever `bring` throws
   */
  collect(sender: Sender, bring: Bring): Promise<ReceivedFile<Record<string, never>>> {
    return this.places.holdFor(sender, (over) =>
      this.files.create(async (path) => {
        try {
          await bring((body) => collectBody(body, path, this.config.uploads.maxBytes), over);
        } finally {
          // A canceled `bring` throws its own error; the reason of the abort takes precedence.
          over.throwIfAborted();
        }
        return receivedFile(path, {});
      }),
    );
  }

  /**
   * Stores these bytes like a received file. The caller removes the file.
   * @throws AppError `SERVICE_UNAVAILABLE`
   */
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

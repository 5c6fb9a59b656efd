import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { TemporaryFiles } from '../../platform/storage/disk/temporary-files.ts';
import { receiveMultipart } from './receive-multipart.ts';
import { receivedFile, type ReceivedFile } from './received-file.ts';
import { ReceivingPlaces, type Sender } from './receiving-places.service.ts';

/** A slow network can send the largest file in this time; a hostile client cannot hold the connection longer. */
const timeout = { idleMs: 10_000, totalMs: 55_000 };

const noFields = z.strictObject({});

/** Uploads being received: each is a temporary file, removed when the request is over. */
@Injectable()
export class MultipartReceiver {
  constructor(
    private readonly places: ReceivingPlaces,
    private readonly files: TemporaryFiles,
    @InjectConfig() private readonly config: Config,
  ) {}

  /**
   * Receives the multipart body that the endpoint's spec describes. A `fingerprint` is computed from the incoming
   * bytes, rather than by reading the file again. The caller removes the file.
   * @throws AppError `RATE_LIMITED` and `OVERLOADED` before anything is read; `UNAUTHENTICATED` if the session ends
   *   meanwhile; as `receiveMultipart` does.
   */
  async receive<Fields extends z.ZodObject = typeof noFields>(
    stream: IncomingMessage,
    sender: Sender,
    { file: field, body }: { readonly file: string; readonly body?: Fields },
    { fingerprint = false } = {},
  ): Promise<ReceivedFile<z.output<Fields>>> {
    const { maxBytes, minRate } = this.config.uploads;
    const digest = fingerprint ? createHash('sha256') : undefined;
    const limits = { field, fields: body ?? noFields, maxBytes, minRate, digest, ...timeout };
    return this.places.hold(sender, stream, (over) =>
      this.files.create(async (path) => {
        const fields = await receiveMultipart(stream, path, { ...limits, over });
        return receivedFile(path, fields as z.output<Fields>, digest?.digest('hex'));
      }),
    );
  }
}

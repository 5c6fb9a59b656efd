import { Injectable } from '@nestjs/common';
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import type { FastifyRequest } from 'fastify';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { removeFilesOlderThan } from '../../platform/storage/disk/durable-files.ts';
import { receiveFile } from './receive-multipart.ts';
import { ReceivingPlaces } from './receiving-places.service.ts';

/** A slow network still brings the largest file in this time; a hostile one does not hold on longer. */
const timeout = { idleMs: 10_000, totalMs: 55_000 };

const noFields = z.strictObject({});

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
   * Receives the multipart request that the endpoint's spec describes, and hands on the path of its file and its fields.
   * @throws AppError `RATE_LIMITED` and `OVERLOADED` before anything is read; as `receiveFile` does.
   */
  async withFile<Result, Fields extends z.ZodObject = typeof noFields>(
    request: FastifyRequest,
    { file: field, body }: { readonly file: string; readonly body?: Fields },
    use: (path: string, fields: z.output<Fields>) => Promise<Result>,
  ): Promise<Result> {
    const path = join(this.directory, randomUUID());
    const { maxBytes, minRate } = this.config.uploads;
    const limits = { field, fields: body ?? noFields, maxBytes, minRate, ...timeout };
    try {
      const fields = await this.places.hold(request, async () => {
        await this.makeDirectory();
        return receiveFile(request.raw, path, limits);
      });
      await request.idempotency?.confirm(`${JSON.stringify(fields)}\n${await digestOf(path)}`);
      return await use(path, fields as z.output<Fields>);
    } finally {
      await rm(path, { force: true });
    }
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

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

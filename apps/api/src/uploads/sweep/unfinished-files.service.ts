import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { TemporaryFiles } from '../../platform/storage/disk/temporary-files.ts';
import { ObjectStorage } from '../../platform/storage/object-storage.ts';
import { staleSince } from '../blobs/index.ts';

/** Half-written files: on this machine's disk, and in the store. */
@Injectable()
export class UnfinishedFiles {
  constructor(
    private readonly received: TemporaryFiles,
    private readonly storage: ObjectStorage,
    private readonly clock: Clock,
  ) {}

  /** @returns how many there were; with `dryRun` they stay */
  async remove(options: { dryRun: boolean }): Promise<number> {
    const olderThan = staleSince(this.clock.now());
    const received = await this.received.removeOlderThan(olderThan, options);
    return received + (await this.storage.removeUnfinished(olderThan, options));
  }
}

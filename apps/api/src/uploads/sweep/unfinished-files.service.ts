import { Injectable } from '@nestjs/common';
import { ObjectStorage } from '../../platform/storage/object-storage.ts';
import { MultipartReceiver } from '../intake/index.ts';

/** Half-written files: on this machine's disk, and in the store. */
@Injectable()
export class UnfinishedFiles {
  constructor(
    private readonly incoming: MultipartReceiver,
    private readonly storage: ObjectStorage,
  ) {}

  /** @returns how many there were; with `dryRun` they stay */
  async remove(olderThan: Date, options: { dryRun: boolean }): Promise<number> {
    const received = await this.incoming.removeOlderThan(olderThan, options);
    return received + (await this.storage.removeUnfinished(olderThan, options));
  }
}

import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../errors/app-error.ts';
import { removeFilesOlderThan } from './durable-files.ts';

/** Files under names of ours in one directory, each gone when the work on it is over. */
export class TemporaryFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Has `write` make one. Where that fails nothing is left; else the caller removes it.
   * @throws AppError SERVICE_UNAVAILABLE where there is no directory and none can be made; whatever `write` throws
   */
  async create<Result>(write: (path: string) => Promise<Result>): Promise<Result> {
    await this.#makeDirectory();
    const path = join(this.#directory, randomUUID());
    try {
      return await write(path);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  /** What a crash left behind. @returns how many files there were; with `dryRun` they stay */
  removeOlderThan(moment: Date, options: { dryRun: boolean }): Promise<number> {
    return removeFilesOlderThan(this.#directory, moment, options);
  }

  async #makeDirectory(): Promise<void> {
    try {
      await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    } catch (cause) {
      throw new AppError('SERVICE_UNAVAILABLE', { cause });
    }
  }
}

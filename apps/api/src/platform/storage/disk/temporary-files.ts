import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../errors/app-error.ts';
import { removeFilesOlderThan } from './durable-files.ts';

/** Files with generated names in one directory, each removed when the work on it is done. */
export class TemporaryFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Lets `write` create a file. If that fails nothing is left; otherwise the caller removes it.
   * @throws AppError SERVICE_UNAVAILABLE if no directory exists or can be created; whatever `write` throws
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

  /** Removes what a crash left behind. @returns how many files there were; with `dryRun` they stay */
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

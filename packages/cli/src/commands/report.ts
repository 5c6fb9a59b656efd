import { exitCodes, type ExitCode, failureOf } from '../cli-error.ts';
import type { Output } from '../terminal/output.ts';
import { formatBytes } from '../terminal/progress.ts';
import type { SkipReason } from '../upload/find-files.ts';

const reasons: Readonly<Record<SkipReason, string>> = {
  HIDDEN: 'hidden',
  SYMLINK: 'a symbolic link',
  NOT_A_FILE: 'neither a file nor a folder',
  UNSUPPORTED_TYPE: 'no JPEG, PNG, WebP, GIF or HEIC',
};

interface Ended {
  readonly dryRun: boolean;
  /** The album’s id. */
  readonly album: string | null;
  /** How many files were not reached. */
  readonly left?: number;
}

/** Reports the outcome of each file, and at the end the number of each outcome. */
export class Report {
  readonly #output: Output;
  readonly #counts = { sent: 0, unchanged: 0, skipped: 0, failed: 0 };

  constructor(output: Output) {
    this.#output = output;
  }

  sent(path: string, uploadId: string): void {
    this.#counts.sent += 1;
    this.#output.result({ event: 'file', path, outcome: 'sent', uploadId }, `sent       ${path}`);
  }

  /** @param uploadId null if its image was not looked up */
  unchanged(path: string, uploadId: string | null): void {
    this.#counts.unchanged += 1;
    this.#output.result({ event: 'file', path, outcome: 'unchanged', uploadId }, `unchanged  ${path}`);
  }

  foreseen(path: string, bytes: number): void {
    this.#counts.sent += 1;
    this.#output.result(
      { event: 'file', path, outcome: 'would-send', bytes },
      `would send ${path} (${formatBytes(bytes)})`,
    );
  }

  skipped(path: string, reason: SkipReason): void {
    this.#counts.skipped += 1;
    this.#output.result(
      { event: 'file', path, outcome: 'skipped', code: reason },
      `skipped    ${path}: ${reasons[reason]}`,
    );
  }

  failed(path: string, code: string, message: string): void {
    this.#counts.failed += 1;
    this.#output.result(
      { event: 'file', path, outcome: 'failed', code, message },
      `failed     ${path}: ${code}: ${message}`,
    );
  }

  thrown(path: string, error: unknown): void {
    const { code, message } = failureOf(error);
    this.failed(path, code, message);
  }

  leftOutOfAlbum(count: number): void {
    this.#output.note(`${count} that were sent before are not there any more, and not in the album.`);
  }

  end({ dryRun, album, left = 0 }: Ended): ExitCode {
    const { sent, unchanged, skipped, failed } = this.#counts;
    const parts = [
      `${sent} ${dryRun ? 'would be sent' : 'sent'}`,
      `${unchanged} unchanged`,
      `${skipped} skipped`,
      `${failed} failed`,
      ...(left > 0 ? [`${left} left`] : []),
    ];
    this.#output.result({ event: 'summary', dryRun, ...this.#counts, left, album }, `${parts.join(', ')}.`);
    return failed > 0 ? exitCodes.someFailed : exitCodes.done;
  }
}

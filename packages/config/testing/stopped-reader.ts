import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface StoppedReader {
  /** For a process's `stdio`: a pipe, as the log of a container is, with room for 64 KiB. */
  readonly fd: number;
  /** What is in the pipe at the moment, up to `maxBytes`: so much room there is again then. */
  read(maxBytes?: number): Buffer;
  /** Nobody has the pipe open any more, as when what reads a log has ended. */
  close(): void;
}

/** Somebody who has a process's log and reads it only when told to. */
export function openStoppedReader(): StoppedReader {
  const directory = mkdtempSync(join(tmpdir(), 'pixelboxx-stopped-reader-'));
  const path = join(directory, 'pipe');
  execFileSync('mkfifo', [path]);
  // As reader and writer at once: opening it waits for no other.
  const fd = openSync(path, constants.O_RDWR);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return {
    fd,
    read: (maxBytes = 65_536) => readWhatIsThere(reader, maxBytes),
    close() {
      closeSync(fd);
      closeSync(reader);
      rmSync(directory, { recursive: true });
    },
  };
}

function readWhatIsThere(fd: number, maxBytes: number): Buffer {
  const bytes = Buffer.allocUnsafe(maxBytes);
  try {
    return bytes.subarray(0, readSync(fd, bytes));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return Buffer.alloc(0);
    throw error;
  }
}

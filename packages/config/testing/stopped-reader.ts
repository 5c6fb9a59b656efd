import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface StoppedReader {
  /** For a process's `stdio`: a pipe, like the log of a container, with room for 64 KiB. */
  readonly fd: number;
  /** Reads what is in the pipe at the moment, up to `maxBytes`, which makes that much room again. */
  read(maxBytes?: number): Buffer;
  /** Closes the pipe for all readers, as if the reader of a log had ended. */
  close(): void;
}

/** Opens a pipe for a process's log that is read only when the test asks for it. */
export function openStoppedReader(): StoppedReader {
  const directory = mkdtempSync(join(tmpdir(), 'pixelboxx-stopped-reader-'));
  const path = join(directory, 'pipe');
  execFileSync('mkfifo', [path]);
  // Opened for reading and writing, so that it does not wait for the other end.
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

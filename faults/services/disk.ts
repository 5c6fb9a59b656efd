import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const mounted = new Set<string>();

/** A separate file system in memory, of a given size, so that filling it harms nothing else. */
export class Disk {
  readonly path: string;
  /** Null if this process may not mount one: a folder replaces it, which cannot be filled. */
  readonly #ballast: string | null;

  private constructor(path: string, canFill: boolean) {
    this.path = path;
    this.#ballast = canFill ? join(path, 'ballast') : null;
  }

  static make(path: string, megabytes: number): Disk {
    mkdirSync(path, { recursive: true });
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=777`, 'tmpfs', path]);
    if (status === 0) mounted.add(path);
    return new Disk(path, status === 0);
  }

  get canFill(): boolean {
    return this.#ballast !== null;
  }

  /** Uses up the remaining space, to the last page. */
  fill(): void {
    if (this.#ballast === null) throw new Error('This disk cannot be filled');
    const file = openSync(this.#ballast, 'a');
    try {
      for (const bytes of [1 << 20, 1 << 12]) writeUntilFull(file, Buffer.alloc(bytes, 1));
    } finally {
      closeSync(file);
    }
  }

  free(): void {
    if (this.#ballast !== null) rmSync(this.#ballast, { force: true });
  }
}

function writeUntilFull(file: number, chunk: Buffer): void {
  try {
    for (;;) if (writeSync(file, chunk) < chunk.length) return;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  }
}

/** Call it once nothing uses the disks any more. */
export function unmountAll(): void {
  for (const path of mounted) spawnSync('umount', ['--lazy', path]);
  mounted.clear();
}

import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const mounted = new Set<string>();

/** A file system of its own in memory, as small as told, so that it can be filled without harm to anything else. */
export class Disk {
  readonly path: string;
  /** Null where this process may not mount one: a folder takes its place, which cannot be filled. */
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

  /** Takes all that is left, to the last page. */
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

/** Once nothing uses them any more. */
export function unmountAll(): void {
  for (const path of mounted) spawnSync('umount', ['--lazy', path]);
  mounted.clear();
}

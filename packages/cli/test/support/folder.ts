import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** A folder for each test, gone after it. */
export function useFolder(): { readonly path: string; at(...names: string[]): string } {
  const folder = { path: '', at: (...names: string[]) => join(folder.path, ...names) };
  beforeEach(() => {
    folder.path = mkdtempSync(join(tmpdir(), 'pixelboxx-cli-'));
    mkdirSync(folder.path, { recursive: true });
  });
  afterEach(() => rmSync(folder.path, { recursive: true, force: true }));
  return folder;
}

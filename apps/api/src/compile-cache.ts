import { existsSync, mkdirSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

const directory = join(import.meta.dirname, 'compile-cache');

/**
 * Keeps what V8 makes of the program beside it, so that a start compiles nothing. The build makes the directory
 * (`warm-up.ts`); where there is none, as while developing, nothing is read or written.
 */
export function useCompileCache(): void {
  if (existsSync(directory)) enableCompileCache(directory);
}

export function createCompileCache(): void {
  mkdirSync(directory, { recursive: true });
  enableCompileCache(directory);
}

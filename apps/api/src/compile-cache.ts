import { existsSync, mkdirSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

const directory = join(import.meta.dirname, 'compile-cache');

/**
 * Stores V8's compiled code next to the program, so that a start compiles nothing. The build creates the directory
 * (`warm-up.ts`); without it, as in development, nothing is read or written.
 */
export function useCompileCache(): void {
  if (existsSync(directory)) enableCompileCache(directory);
}

export function createCompileCache(): void {
  mkdirSync(directory, { recursive: true });
  enableCompileCache(directory);
}

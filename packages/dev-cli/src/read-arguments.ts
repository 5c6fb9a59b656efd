import { UsageError } from './cli-error.ts';

/** Checks arguments of a program started later with its own code, so that invalid ones fail before the build. @throws UsageError */
export function readArguments(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

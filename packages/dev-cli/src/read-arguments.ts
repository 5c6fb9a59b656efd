import { UsageError } from './cli-error.ts';

/** Of a program that is started later, by its own code: what that refuses need not wait for a build. @throws UsageError */
export function readArguments(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

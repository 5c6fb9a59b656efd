export interface UncaughtOptions {
  /** Writes one line. Exceptions from it are ignored: the process ends either way. */
  readonly logFatal: (error: unknown, origin: string) => void;
  /** Lets current requests finish and accepts no new ones. */
  readonly drain: () => Promise<unknown>;
  /** The process ends after this, whatever `drain` does. */
  readonly maxDrainMs: number;
}

/** Limits the log lines about later failures while the process ends; a loop of them must not fill the log. */
const maxLogged = 5;

/**
 * The last resort for errors that nothing else handles: logs the error, drains and exits with 1, because the state of
 * the process is unknown (Node.js, `process`, "Warning: Using 'uncaughtException' correctly"). Unhandled rejections
 * arrive here too. A supervisor restarts the process.
 */
export function exitOnUncaught({ logFatal, drain, maxDrainMs }: UncaughtOptions): void {
  let failures = 0;
  process.on('uncaughtException', (error, origin) => {
    failures += 1;
    if (failures <= maxLogged) quietly(() => logFatal(error, origin));
    if (failures > 1) return;
    const exit = () => process.exit(1);
    setTimeout(exit, maxDrainMs);
    // Also when `drain` itself throws.
    new Promise((resolve) => resolve(drain())).then(exit, exit);
  });
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // There is no place left to report it.
  }
}

export interface UncaughtOptions {
  /** Writes one line. What it throws is ignored: the process ends either way. */
  readonly logFatal: (error: unknown, origin: string) => void;
  /** Lets requests under way end and takes no new ones. */
  readonly drain: () => Promise<unknown>;
  /** The process ends after this, whatever `drain` does. */
  readonly maxDrainMs: number;
}

/** Later failures of the same ending; a loop of them must not fill the log. */
const maxLogged = 5;

/**
 * The last net, under an error that nobody owned: logs it, drains and exits with 1, as nobody knows what state the
 * process is in (Node.js, `process`, "Warning: Using 'uncaughtException' correctly"). Rejected promises that nobody
 * handles arrive here too. A supervisor starts the process anew.
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
    // Nothing is left to tell it to.
  }
}

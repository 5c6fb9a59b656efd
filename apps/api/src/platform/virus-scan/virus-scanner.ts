/**
 * Looks for malware in files before anything else reads them. Interface and DI token in one. A scanner that cannot say
 * "clean" must throw: what was not looked at is not let through.
 */
export abstract class VirusScanner {
  /**
   * @param path a file on this machine's disk; it is only read
   * @returns what was found, by the scanner's name for it; null for a clean file
   * @throws AppError `SERVICE_UNAVAILABLE` when the scanner is away, too slow or not understood; `OVERLOADED`
   */
  abstract findMalware(path: string): Promise<string | null>;

  /** Whether the scanner answers now (2 s at most); never throws. */
  abstract isUp(): Promise<boolean>;
}

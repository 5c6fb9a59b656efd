/**
 * Checks files for malware before anything else reads them. Interface and DI token in one. A scanner that cannot say
 * "clean" must throw: no file passes unscanned.
 */
export abstract class VirusScanner {
  /**
   * @param path a file on this machine's disk; it is only read
   * @returns the scanner's name for the malware it found; null for a clean file
   * @throws AppError `SERVICE_UNAVAILABLE` if the scanner is down, too slow or not understood; `OVERLOADED`
   */
  abstract findMalware(path: string): Promise<string | null>;

  /** Whether the scanner responds now (2 s at most); never throws. */
  abstract isUp(): Promise<boolean>;
}

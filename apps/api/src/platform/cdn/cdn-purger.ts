/** The CDN has understood the request and will always refuse it: a wrong token, an unknown zone. */
export class CdnRefused extends Error {
  constructor(status: number, code = '') {
    super(`The CDN answered ${status}${code}: check the settings of its purge`);
    this.name = 'CdnRefused';
  }
}

/** Makes a CDN drop what it has cached. If no CDN is configured, nothing needs to be called. */
export abstract class CdnPurger {
  abstract readonly isConfigured: boolean;
  /**
   * Resolves when the CDN has accepted all of them. URLs that it has not cached are fine.
   * @param urls absolute, as browsers fetch them
   * @throws CdnRefused; any other error when another attempt may succeed
   */
  abstract purge(urls: readonly string[]): Promise<void>;
}

export class NoCdnPurger extends CdnPurger {
  override readonly isConfigured = false;

  override purge(): Promise<void> {
    return Promise.resolve();
  }
}

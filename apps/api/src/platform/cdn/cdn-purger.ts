/** The CDN has understood the request and will not do it, however often it is asked: a wrong token, an unknown zone. */
export class CdnRefused extends Error {
  constructor(status: number, code = '') {
    super(`The CDN answered ${status}${code}: check the settings of its purge`);
    this.name = 'CdnRefused';
  }
}

/** Has a CDN forget what it keeps. Without one configured there is nothing to call. */
export abstract class CdnPurger {
  abstract readonly isConfigured: boolean;
  /**
   * Resolves when the CDN has accepted all of them. Also right for what it does not keep.
   * @param urls absolute, as browsers fetch them
   * @throws CdnRefused; any other error for what another attempt may mend
   */
  abstract purge(urls: readonly string[]): Promise<void>;
}

export class NoCdnPurger extends CdnPurger {
  override readonly isConfigured = false;

  override purge(): Promise<void> {
    return Promise.resolve();
  }
}

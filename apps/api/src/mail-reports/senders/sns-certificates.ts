import { type KeyObject, X509Certificate } from 'node:crypto';
import type { Clock } from '@pixelboxx/node-kit';
import { AppError } from '../../platform/errors/app-error.ts';
import type { OutgoingHttp } from '../../platform/outgoing-http/outgoing-http.ts';

/** A host has few certificates at a time; requests for more come from an attacker. */
const maxKept = 8;
const timeoutMs = 5000;

/** The host of SNS in one region: our configuration decides it, not the message. */
export function snsHostOf({ region, partition }: { region: string; partition: string }): string {
  return `sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;
}

/**
 * A URL at that host, with TLS and without credentials or a port; null for any other. A message names the URL of its
 * certificate, so an attacker who could choose the host could sign anything.
 */
export function snsAddress(text: string, host: string): URL | null {
  const url = URL.parse(text);
  if (url?.protocol !== 'https:' || url.host !== host || url.username !== '' || url.password !== '') return null;
  return url;
}

/** The keys with which SNS signs, by the URLs of their certificates. A few are cached. */
export class SnsCertificates {
  private readonly kept = new Map<string, X509Certificate>();

  constructor(
    private readonly http: Pick<OutgoingHttp, 'get'>,
    private readonly host: string,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError FORBIDDEN for a URL outside SNS; SERVICE_UNAVAILABLE while it cannot be fetched */
  async keyAt(address: string): Promise<KeyObject> {
    const url = snsAddress(address, this.host);
    if (!url || !/^\/SimpleNotificationService-[0-9a-f]{8,128}\.pem$/.test(url.pathname) || url.search !== '') {
      throw new AppError('FORBIDDEN');
    }
    const certificate = this.kept.get(url.href) ?? (await this.fetch(url));
    if (!this.isGood(certificate)) throw new AppError('FORBIDDEN');
    this.kept.set(url.href, certificate);
    const [oldest] = this.kept.keys();
    if (this.kept.size > maxKept && oldest !== undefined) this.kept.delete(oldest);
    return certificate.publicKey;
  }

  private async fetch(url: URL): Promise<X509Certificate> {
    try {
      const { status, body } = await this.http.get({ url, timeoutMs });
      if (status !== 200) throw new Error(`The request for the certificate got the status ${status}`);
      return new X509Certificate(body);
    } catch (cause) {
      throw new AppError('SERVICE_UNAVAILABLE', { details: { retryAfterSeconds: 30 }, cause });
    }
  }

  private isGood({ validFromDate, validToDate }: X509Certificate): boolean {
    const now = this.clock.now();
    return validFromDate <= now && now < validToDate;
  }
}

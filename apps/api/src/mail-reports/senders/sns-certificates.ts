import { type KeyObject, X509Certificate } from 'node:crypto';
import type { Clock } from '@pixelboxx/node-kit';
import { AppError } from '../../platform/errors/app-error.ts';
import type { OutgoingHttp } from '../../platform/outgoing-http/outgoing-http.ts';

/** A host has few certificates at a time; more are asked for by somebody else. */
const maxKept = 8;
const timeoutMs = 5000;

/** Where SNS of one region is, and nothing else: the host is ours to say, not the message's. */
export function snsHostOf({ region, partition }: { region: string; partition: string }): string {
  return `sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;
}

/**
 * An address at that host, over TLS, without a name, a port or a detour; null for any other. A message says where the
 * certificate of its signature is: whoever may choose the host signs what they like.
 */
export function snsAddress(text: string, host: string): URL | null {
  const url = URL.parse(text);
  if (url?.protocol !== 'https:' || url.host !== host || url.username !== '' || url.password !== '') return null;
  return url;
}

/** Keys that SNS signs with, by the addresses of their certificates, of which a few are kept. */
export class SnsCertificates {
  private readonly kept = new Map<string, X509Certificate>();

  constructor(
    private readonly http: Pick<OutgoingHttp, 'get'>,
    private readonly host: string,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError FORBIDDEN for an address that is none of SNS; SERVICE_UNAVAILABLE while it cannot be fetched */
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
      if (status !== 200) throw new Error(`The certificate was answered with ${status}`);
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

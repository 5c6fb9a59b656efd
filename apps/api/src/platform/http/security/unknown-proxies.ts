import type { Config } from '../../config/config.ts';
import { isLoopbackIp, isPrivateHost } from '@pixelboxx/node-kit';

type HttpConfig = Pick<Config['http'], 'secureCookies' | 'trustedProxies'>;

/** The part of a logger that is needed; the doctor, which compiles this file too, has no logger. */
interface Warnings {
  warn(fields: object): void;
}

const consequence = 'All visitors count as one client: they share every rate limit, and records name the proxy.';
const remedy = 'Put the range of your proxy into TRUSTED_PROXIES.';

/** Shown at boot and by the doctor: a proxy must end TLS before us, since we do not, and no setting names it. */
export function unnamedProxyAdvice({ secureCookies, trustedProxies }: HttpConfig): string | null {
  if (!secureCookies || trustedProxies.length > 0) return null;
  return `WEB_ORIGIN is https, so a proxy stands in front, and TRUSTED_PROXIES does not name it. ${consequence} ${remedy}`;
}

/**
 * For `registerForwarding`: one line per process, when a proxy that no setting names forwards a request. Undefined if
 * proxies are configured: an unexpected header then comes from a visitor.
 */
export function unknownProxyReport(config: HttpConfig, logger: Warnings): ((peer: string) => void) | undefined {
  if (config.trustedProxies.length > 0) return undefined;
  let isReported = false;
  return (peer) => {
    if (isReported) return;
    isReported = true;
    // A public address may be a user's.
    const from = isLoopbackIp(peer) || isPrivateHost(peer) ? peer : 'a public address';
    logger.warn({ event: 'http.proxy.unknown', from, advice: `X-Forwarded-For arrives. ${consequence} ${remedy}` });
  };
}

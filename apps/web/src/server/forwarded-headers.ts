import type { IncomingMessage } from 'node:http';

/**
 * Adds the peer to X-Forwarded-For. The API trusts this process by its secret, and can count back to the first address it
 * does not trust. Host and protocol are overwritten: the client's values are unverified.
 */
export function addForwardedHeaders(request: IncomingMessage, publicProtocol: string, proxySecret?: string): void {
  const claimed = request.headers['x-forwarded-for'];
  const peer = request.socket.remoteAddress ?? 'unknown';
  request.headers['x-forwarded-for'] = claimed ? `${String(claimed)}, ${peer}` : peer;
  request.headers['x-forwarded-host'] = request.headers.host ?? '';
  request.headers['x-forwarded-proto'] = publicProtocol;
  delete request.headers['x-pixelboxx-proxy'];
  if (proxySecret !== undefined) request.headers['x-pixelboxx-proxy'] = proxySecret;
}

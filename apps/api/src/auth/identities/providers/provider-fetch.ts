import { isLoopbackHost, isPrivateHost } from '@pixelboxx/node-kit';
import type { LookupAddress } from 'node:dns';
import { type ClientRequest, type IncomingMessage, request as requestInClear } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { isIP } from 'node:net';
import type { CustomFetch } from 'openid-client';
import { isPublicIp } from '../../../platform/outgoing-http/public-ip.ts';
import { byDns, bySystem, lookupOf } from '../../../platform/outgoing-http/resolve-host.ts';

/** No response in time, or none that could be accepted. The message contains no address, since it is logged. */
export class ProviderUnreachable extends Error {}

export interface ProviderFetchOptions {
  /** The configured host. It can be anywhere; other hosts named in its documents must be on the public internet. */
  readonly home: string;
  /** From the first byte sent to the last byte read. */
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

const defaults = { timeoutMs: 5_000, maxBytes: 262_144 };

/**
 * Fetches from a provider with limits on time and size, and without redirects. A provider's documents name its other
 * endpoints. Their author must not make us call what only we can reach (OWASP, Server-Side Request Forgery), so the
 * resolved address is checked when the connection is made, and not before.
 */
export function providerFetch({ home, ...limits }: ProviderFetchOptions): CustomFetch {
  const { timeoutMs, maxBytes } = { ...defaults, ...limits };
  return async (address, { method, headers, body, signal }) => {
    const url = new URL(address);
    const isHome = url.hostname === home;
    if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) throw new ProviderUnreachable('Not by https');
    if (!isHome && isWithin(url.hostname)) throw new ProviderUnreachable('Names a private address');
    const deadline = AbortSignal.timeout(timeoutMs);
    const send = url.protocol === 'http:' ? requestInClear : requestSecurely;
    const request = send(url, {
      method,
      headers,
      // No connection is kept open: sign-ins are too rare.
      agent: false,
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      lookup: isHome ? lookupAtHome : lookupOutside,
    });
    try {
      const response = await responseTo(request, textOf(body));
      return new Response(await contentOf(response, maxBytes), {
        status: response.statusCode ?? 0,
        headers: pairsOf(response),
      });
    } catch (error) {
      if (error instanceof ProviderUnreachable) throw error;
      throw new ProviderUnreachable(deadline.aborted ? 'Not in time' : 'Not reached', { cause: error });
    } finally {
      request.destroy();
    }
  };
}

function responseTo(request: ClientRequest, body: string | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.on('error', reject);
    request.end(body);
  });
}

async function contentOf(response: IncomingMessage, maxBytes: number): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new ProviderUnreachable('Sent too much');
    chunks.push(chunk);
  }
  return bytes === 0 ? null : Buffer.concat(chunks).toString('utf8');
}

function pairsOf({ headersDistinct }: IncomingMessage): [string, string][] {
  return Object.entries(headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
}

/** Everything that the library sends is short. */
function textOf(body: Parameters<CustomFetch>[1]['body']): string | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new TypeError('Unsupported type of request body');
}

/** Resolves the configured name, which can be in the operator's own network. */
const lookupAtHome = lookupOf(bySystem);

/** Names that resolve to a private address are refused. */
const lookupOutside = lookupOf(byDns, (found: readonly LookupAddress[]) => {
  const outside = found.filter(({ address }) => !isWithin(address));
  if (outside.length === 0) throw new ProviderUnreachable('Names a private address');
  return outside;
});

function isWithin(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '');
  return isIP(bare) !== 0 ? !isPublicIp(bare) : isLoopbackHost(bare) || isPrivateHost(bare);
}

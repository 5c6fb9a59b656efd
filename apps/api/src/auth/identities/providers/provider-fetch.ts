import { isLoopbackHost, isPrivateHost } from '@pixelboxx/node-kit';
import type { LookupAddress } from 'node:dns';
import { type ClientRequest, type IncomingMessage, request as requestInClear } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { isIP } from 'node:net';
import type { CustomFetch } from 'openid-client';
import { isPublicIp } from '../../../platform/outgoing-http/public-ip.ts';
import { byDns, bySystem, lookupOf } from '../../../platform/outgoing-http/resolve-host.ts';

/** No response in time, or none that could be taken. Its message names no address: it stands in logs. */
export class ProviderUnreachable extends Error {}

export interface ProviderFetchOptions {
  /** The host that is configured. It may be anywhere; what its documents name beside it must be out in the internet. */
  readonly home: string;
  /** From the first byte that is sent to the last that is read. */
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

const defaults = { timeoutMs: 5_000, maxBytes: 262_144 };

/**
 * What is asked of a provider: bounded in time and size, and without redirects. A provider’s documents say where its
 * other endpoints are; whoever writes them must not make us ask what only we can reach (OWASP, Server-Side Request
 * Forgery), so the address that a name has is judged as the connection is made, and not before.
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
      // None is kept open: people sign in now and then.
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

/** All that the library sends is short. */
function textOf(body: Parameters<CustomFetch>[1]['body']): string | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new TypeError('A body of another kind than is ever sent');
}

/** The name that is configured, which may be one of the operator’s network. */
const lookupAtHome = lookupOf(bySystem);

/** A name within finds nothing. */
const lookupOutside = lookupOf(byDns, (found: readonly LookupAddress[]) => {
  const outside = found.filter(({ address }) => !isWithin(address));
  if (outside.length === 0) throw new ProviderUnreachable('Names a private address');
  return outside;
});

function isWithin(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '');
  return isIP(bare) !== 0 ? !isPublicIp(bare) : isLoopbackHost(bare) || isPrivateHost(bare);
}

import type { LookupAddress } from 'node:dns';
import { type ClientRequest, type IncomingMessage, request as requestPlainly } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { OutgoingFailure, outgoingFailureOf } from './outgoing-failure.ts';
import { isPublicIp } from './public-ip.ts';
import { byDns, bySystem, lookupOf, type Resolve } from './resolve-host.ts';

export interface OutgoingGet {
  readonly url: URL;
  /** For all of it: resolving, connecting, sending, and the response. */
  readonly timeoutMs: number;
}

export interface OutgoingPost extends OutgoingGet {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface OutgoingResponse {
  readonly status: number;
  /** The first 64 KiB and a little more. */
  readonly body: Buffer;
}

interface Content {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** More of a response is not waited for. */
const maxResponseBytes = 65_536;

/**
 * Requests to addresses that somebody outside has chosen (OWASP SSRF Prevention). With `public` they reach hosts of the
 * internet, by https, and nothing else: the addresses that a name leads to are judged, and the connection goes to one of
 * those that were, so that a name which leads elsewhere a moment later leads nowhere (DNS rebinding). A redirect is a
 * response like any other, and followed by nobody.
 */
export class OutgoingHttp {
  readonly #targets: 'public' | 'any';
  readonly #lookup: LookupFunction;

  /** @param resolve by name servers alone where only the internet is meant; else as this machine finds its neighbours */
  constructor(targets: 'public' | 'any', resolve: Resolve = targets === 'public' ? byDns : bySystem) {
    this.#targets = targets;
    this.#lookup = lookupOf(resolve, targets === 'public' ? requirePublic : undefined);
  }

  /** Whether there is any use in trying, as far as the address itself tells. */
  accepts(url: URL): boolean {
    if (this.#targets === 'any') return true;
    return url.protocol === 'https:' && this.#acceptsHost(hostOf(url));
  }

  /**
   * @returns the status of the response, whose body is thrown away
   * @throws OutgoingFailure
   */
  async post({ headers, body, ...where }: OutgoingPost): Promise<number> {
    return (await this.#send(where, { headers, body })).status;
  }

  /** @throws OutgoingFailure */
  get(where: OutgoingGet): Promise<OutgoingResponse> {
    return this.#send(where, null);
  }

  async #send(where: OutgoingGet, content: Content | null): Promise<OutgoingResponse> {
    if (!this.accepts(where.url)) throw new OutgoingFailure('FORBIDDEN_HOST');
    const timeout = AbortSignal.timeout(where.timeoutMs);
    try {
      return await this.#exchange(where.url, content, timeout);
    } catch (error) {
      throw outgoingFailureOf(error, timeout.aborted);
    }
  }

  #exchange(url: URL, content: Content | null, signal: AbortSignal): Promise<OutgoingResponse> {
    const { promise, resolve: done, reject } = Promise.withResolvers<OutgoingResponse>();
    const request: ClientRequest = (url.protocol === 'https:' ? requestSecurely : requestPlainly)(url, {
      method: content ? 'POST' : 'GET',
      headers: content ? { ...content.headers, 'content-length': Buffer.byteLength(content.body) } : {},
      lookup: this.#lookup,
      // A connection of its own, which nobody who was judged differently has opened.
      agent: false,
      signal,
    });
    request.on('error', reject);
    request.on('response', (response) => {
      readBeginning(response, request).then((body) => done({ status: response.statusCode ?? 0, body }), reject);
    });
    request.end(content?.body);
    return promise;
  }

  #acceptsHost(host: string): boolean {
    if (isIP(host) !== 0) return isPublicIp(host);
    // Names without a dot, and those that never leave a network (RFC 6761, 6762, 8375).
    return host.includes('.') && !/\.(?:localhost|local|internal|home\.arpa)$/.test(host);
  }
}

/** One that is not of the internet is enough: which of them is called is not for its owner to choose. @throws OutgoingFailure */
function requirePublic(found: readonly LookupAddress[]): readonly LookupAddress[] {
  if (found.every(({ address }) => isPublicIp(address))) return found;
  throw new OutgoingFailure('FORBIDDEN_HOST');
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

/** To its end, as long as that is not far. */
async function readBeginning(response: IncomingMessage, request: ClientRequest): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part);
    bytes += part.length;
    if (bytes > maxResponseBytes) break;
  }
  request.destroy();
  return Buffer.concat(parts);
}

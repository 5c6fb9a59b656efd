import type { LookupAddress } from 'node:dns';
import { type ClientRequest, type IncomingMessage, request as requestPlainly } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { OutgoingFailure, outgoingFailureOf } from './outgoing-failure.ts';
import { isPublicIp } from './public-ip.ts';
import { byDns, bySystem, lookupOf, type Resolve } from './resolve-host.ts';

export interface OutgoingGet {
  readonly url: URL;
  /** For everything together: resolving, connecting, sending, and the response. */
  readonly timeoutMs: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface OutgoingPost extends OutgoingGet {
  readonly body: string;
}

export interface OutgoingRead extends OutgoingGet {
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

export interface OutgoingResponse {
  readonly status: number;
  /** The first 64 KiB and a little more. */
  readonly body: Buffer;
}

export interface ArrivingResponse {
  readonly status: number;
  /** As it arrives, of unlimited length: its reader decides how much to read. Throws `OutgoingFailure`. */
  readonly body: AsyncIterable<Buffer>;
}

/** The rest of a longer response is not read. */
const maxResponseBytes = 65_536;

/**
 * Requests to URLs that outsiders have chosen (OWASP SSRF Prevention). With `public` they reach only hosts on the internet,
 * and only by https: the addresses of a name are checked, and the connection goes to one of the checked addresses, so that a
 * later change of the name has no effect (DNS rebinding). A redirect is a response like any other, and is not followed.
 */
export class OutgoingHttp {
  readonly #targets: 'public' | 'any';
  readonly #lookup: LookupFunction;

  /** @param resolve uses only name servers if targets are public; otherwise also the machine's own sources */
  constructor(targets: 'public' | 'any', resolve: Resolve = targets === 'public' ? byDns : bySystem) {
    this.#targets = targets;
    this.#lookup = lookupOf(resolve, targets === 'public' ? requirePublic : undefined);
  }

  /** Whether the request is allowed, as far as the URL itself shows. */
  accepts(url: URL): boolean {
    if (this.#targets === 'any') return true;
    return url.protocol === 'https:' && this.#acceptsHost(hostOf(url));
  }

  /**
   * @returns the status of the response, whose body is discarded
   * @throws OutgoingFailure
   */
  async post({ body, ...where }: OutgoingPost): Promise<number> {
    return (await this.#exchange(where, body, withBeginning)).status;
  }

  /** @throws OutgoingFailure */
  get(where: OutgoingGet): Promise<OutgoingResponse> {
    return this.#exchange(where, undefined, withBeginning);
  }

  /**
   * For a response that may be long: `take` reads as much of it as it needs, within the same timeout.
   * @throws OutgoingFailure; whatever `take` throws
   */
  read<Result>(where: OutgoingRead, take: (response: ArrivingResponse) => Promise<Result>): Promise<Result> {
    return this.#exchange(where, undefined, take);
  }

  async #exchange<Result>(
    { url, timeoutMs, headers, signal }: OutgoingRead,
    content: string | undefined,
    take: (response: ArrivingResponse) => Promise<Result>,
  ): Promise<Result> {
    if (!this.accepts(url)) throw new OutgoingFailure('FORBIDDEN_HOST');
    const timeout = AbortSignal.timeout(timeoutMs);
    const failureOf = (error: unknown) => outgoingFailureOf(error, timeout.aborted);
    const request = this.#open(url, headers, content, signal ? AbortSignal.any([signal, timeout]) : timeout);
    try {
      const response = await responseTo(request, content).catch((error: unknown) => {
        throw failureOf(error);
      });
      return await take({ status: response.statusCode ?? 0, body: partsOf(response, failureOf) });
    } finally {
      request.destroy();
    }
  }

  #open(url: URL, headers: OutgoingGet['headers'], content: string | undefined, signal: AbortSignal): ClientRequest {
    const length = content === undefined ? {} : { 'content-length': Buffer.byteLength(content) };
    return (url.protocol === 'https:' ? requestSecurely : requestPlainly)(url, {
      method: content === undefined ? 'GET' : 'POST',
      headers: { ...headers, ...length },
      lookup: this.#lookup,
      // A separate connection: a pooled one could have been opened under other rules.
      agent: false,
      signal,
    });
  }

  #acceptsHost(host: string): boolean {
    if (isIP(host) !== 0) return isPublicIp(host);
    // Names without a dot, and those that are never public (RFC 6761, 6762, 8375), are refused.
    return host.includes('.') && !/\.(?:localhost|local|internal|home\.arpa)$/.test(host);
  }
}

/** One address that is not public is enough: the name's owner must not choose which of them is used. @throws OutgoingFailure */
function requirePublic(found: readonly LookupAddress[]): readonly LookupAddress[] {
  if (found.every(({ address }) => isPublicIp(address))) return found;
  throw new OutgoingFailure('FORBIDDEN_HOST');
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

function responseTo(request: ClientRequest, content: string | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    // Stays attached: destroying the request on purpose emits an error, too.
    request.on('error', reject);
    request.end(content);
  });
}

async function* partsOf(response: IncomingMessage, failureOf: (error: unknown) => OutgoingFailure) {
  try {
    for await (const part of response as AsyncIterable<Buffer>) yield part;
  } catch (error) {
    throw failureOf(error);
  }
}

/** Reads to the end if that is near. */
async function withBeginning({ status, body }: ArrivingResponse): Promise<OutgoingResponse> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of body) {
    parts.push(part);
    bytes += part.length;
    if (bytes > maxResponseBytes) break;
  }
  return { status, body: Buffer.concat(parts) };
}

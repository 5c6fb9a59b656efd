import { randomBytes } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { sessionCookieNames } from '../../lib/session/session-cookies.ts';
import { languageHeader } from '../../lib/texts/language-header.ts';
import { passedOnHeaders } from '../../lib/api/passed-on-headers.ts';
import { type KeptRead, recordingApiReads, saysTheSame } from './api-reads.ts';
import { captureResponse, type Captured } from './captured-response.ts';
import { NonceDocument } from './nonce-document.ts';

type RenderPage = (request: IncomingMessage, response: ServerResponse) => unknown;

export interface KeptPagesOptions {
  /** `WEB_ORIGIN`. */
  publicOrigin: string;
  render: RenderPage;
  /** Milliseconds since any fixed moment. */
  now?: () => number;
  /** Limit for the pages and the responses they were made of. */
  maxBytes?: number;
}

interface KeptPage {
  readonly document: NonceDocument;
  readonly headers: OutgoingHttpHeaders;
  /** The nonce in the headers. */
  readonly nonce: string;
  readonly reads: readonly KeptRead[];
  readonly renderedAt: number;
  readonly heldBytes: number;
}

/** The maximum age of anything on a page that does not come from the API, such as the year. */
const maxAgeMs = 60_000;
const longestAddress = 256;
/** Fonts and other files that a build names by their content: not pages, and Next sends them in parts or not at all. */
const builtFiles = '/_next/';
const askTimeoutMs = 5_000;

/** As the proxy writes it (`src/proxy.ts`). */
const noncePattern = /'nonce-([A-Za-z0-9+/=]{24})'/;
const nonceBytes = 16;

/** Besides the visitor headers for the API: what a page may depend on, so that no visitor influences what others see. */
const renderedWith = new Set(['host', 'accept', 'connection', 'x-forwarded-proto', languageHeader, ...passedOnHeaders]);

/** Headers of requests for a part of a page's document, or for something else. */
const notDocument = /^(?:rsc$|next-|x-nextjs-|x-middleware-|x-prerender|range$|if-range$)/;

/**
 * Pages as visitors without a session see them. They are rendered once per language, and sent again with a fresh nonce as
 * long as rendering would produce the same. To verify that, the API is asked on behalf of each visitor, except for responses
 * that are public and fresh. Pages for visitors with a session, even an expired one, and addresses with a query are rendered
 * every time.
 */
export class KeptPages {
  readonly #options: KeptPagesOptions;
  readonly #cookies: readonly string[];
  readonly #host: string;
  /** By language and address, the most recently used last. */
  readonly #pages = new Map<string, KeptPage>();
  #heldBytes = 0;

  constructor(options: KeptPagesOptions) {
    this.#options = options;
    const { access, refresh } = sessionCookieNames(options.publicOrigin);
    this.#cookies = [access, refresh];
    this.#host = new URL(options.publicOrigin).host;
  }

  readonly render: RenderPage = async (request, response) => {
    if (!this.#isForEverybody(request)) {
      await this.#options.render(request, response);
      return;
    }
    const address = `${String(request.headers[languageHeader])} ${request.url ?? '/'}`;
    const takesGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|\s|$))/.test(request.headers['accept-encoding'] ?? '');
    const page = (await this.#current(address, request)) ?? (await this.#rendered(address, request, response));
    if (page && !response.destroyed) send(response, page, takesGzip);
  };

  #isForEverybody({ method, url = '', headers }: IncomingMessage): boolean {
    if (method !== 'GET' || url.includes('?') || url.length > longestAddress) return false;
    if (url.startsWith(builtFiles)) return false;
    if (Object.keys(headers).some((name) => notDocument.test(name))) return false;
    const cookie = headers.cookie ?? '';
    return !this.#cookies.some((name) => cookie.includes(name));
  }

  async #current(address: string, request: IncomingMessage): Promise<Sent | null> {
    const page = this.#pages.get(address);
    if (!page) return null;
    const nowMs = this.#now();
    const isYoung = nowMs - page.renderedAt < maxAgeMs;
    if (!isYoung || !(await saysTheSame(page.reads, visitorOf(request), { nowMs, timeoutMs: askTimeoutMs }))) {
      this.#drop(address, page);
      return null;
    }
    if (this.#pages.delete(address)) this.#pages.set(address, page);
    return { ...page, status: 200 };
  }

  async #rendered(address: string, request: IncomingMessage, response: ServerResponse): Promise<Sent | null> {
    const renderedAt = this.#now();
    for (const name of Object.keys(request.headers)) {
      if (!renderedWith.has(name)) Reflect.deleteProperty(request.headers, name);
    }
    request.headers.host = this.#host;
    let captured: Captured | null = null;
    const reads = await recordingApiReads(async () => {
      captured = await captureResponse(response, (held) => this.#options.render(request, held));
    });
    const { status, headers, body } = (captured as Captured | null) ?? { status: 0, headers: {}, body: Buffer.of() };
    if (status === 0) return null;
    const nonce = noncePattern.exec(String(headers['content-security-policy']))?.[1] ?? '';
    if (!nonce) {
      response.writeHead(status, headers).end(body);
      return null;
    }
    const document = new NonceDocument(body.toString('utf8'), nonce);
    const heldBytes = document.heldBytes + (reads ?? []).reduce((sum, read) => sum + 2 * read.body.length, 1_000);
    const isDocument = String(headers['content-type']).startsWith('text/html') && !headers['set-cookie'];
    if (reads && status === 200 && isDocument) {
      const kept = reads.map((read) => ({ read, freshUntilMs: renderedAt + read.freshMs }));
      this.#keep(address, { document, headers, nonce, reads: kept, renderedAt, heldBytes });
    }
    return { document, headers, nonce, status };
  }

  #keep(address: string, page: KeptPage): void {
    const former = this.#pages.get(address);
    if (former) this.#drop(address, former);
    this.#pages.set(address, page);
    this.#heldBytes += page.heldBytes;
    for (const [oldest, held] of this.#pages) {
      if (this.#heldBytes <= (this.#options.maxBytes ?? 32 * 1024 * 1024)) break;
      this.#drop(oldest, held);
    }
  }

  #drop(address: string, page: KeptPage): void {
    if (this.#pages.get(address) !== page) return;
    this.#pages.delete(address);
    this.#heldBytes -= page.heldBytes;
  }

  #now(): number {
    return (this.#options.now ?? performance.now.bind(performance))();
  }
}

type Sent = Pick<KeptPage, 'document' | 'headers' | 'nonce'> & { status: number };

function visitorOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    passedOnHeaders.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value] as const] : [];
    }),
  );
}

/** With a nonce that nobody has seen (CSP 3, 7.1). */
function send(response: ServerResponse, { document, headers, nonce, status }: Sent, takesGzip: boolean): void {
  const fresh = randomBytes(nonceBytes).toString('base64');
  const bytes = Buffer.from(fresh);
  const body = takesGzip ? document.gzip(bytes) : document.plain(bytes);
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name === 'transfer-encoding') continue;
    response.setHeader(name, withNonce(value, nonce, fresh));
  }
  const { vary: varied } = headers;
  const vary = [varied ?? []].flat().join(', ');
  if (!/accept-encoding/i.test(vary)) response.setHeader('vary', vary ? `${vary}, Accept-Encoding` : 'Accept-Encoding');
  if (takesGzip) response.setHeader('content-encoding', 'gzip');
  response.setHeader('content-length', body.length);
  response.statusCode = status;
  response.end(body);
}

function withNonce<Value extends string | number | readonly string[]>(value: Value, nonce: string, fresh: string) {
  if (typeof value === 'string') return value.replaceAll(nonce, fresh);
  if (typeof value === 'number') return value;
  return value.map((line) => line.replaceAll(nonce, fresh));
}

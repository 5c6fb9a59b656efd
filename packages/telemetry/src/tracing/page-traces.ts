import { type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { knownMethod } from '../known-method.ts';
import { withSpanId } from './given-span-id.ts';
import { activeTrace } from './trace.ts';

/** A page is taken for open so long; what it sends later is a trace of its own. */
export const pageTraceSeconds = 1_800;
/** A page tells of itself a few times: when it has loaded, when it is left, and when much has happened. */
const maxReports = 20;
/** Pages that are remembered for that. With more of them open at once, no more reports are taken for a while. */
const maxPages = 10_000;

const pattern = /^([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-z]{8,10})\.([\w-]{43})$/;
const spanIdPattern = /^[0-9a-f]{16}$/;

/** What a page was given to prove which trace it is of. */
interface Page {
  readonly traceId: string;
  /** Of the request for the page. */
  readonly spanId: string;
  readonly issuedAtMs: number;
  readonly mac: string;
}

/** What happened in a browser, as it tells itself: nothing that is measured there can be proven. */
export interface BrowserSpan {
  /** 16 hexadecimal digits. */
  readonly id: string;
  readonly kind: 'load' | 'fetch';
  /** Milliseconds since the page's first bytes came, which is when it was given its token. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly method?: string | undefined;
  /** Of the response; none when the request failed. */
  readonly status?: number | undefined;
}

/**
 * Lets a page go on with the trace of the request that it came by. What anybody may send as `traceparent` is worth nothing;
 * a token that was signed here is: it says which trace, and ends after half an hour. Only pages whose trace is kept get one.
 */
export class PageTraces {
  readonly #key: Buffer | string;
  readonly #nowMs: () => number;
  readonly #reports = new Map<string, { count: number; endsAtMs: number }>();

  /** @param key the same on every replica, else only the one that rendered a page goes on with its trace */
  constructor(key: Buffer | string, nowMs: () => number) {
    this.#key = key;
    this.#nowMs = nowMs;
  }

  /** For the page that is rendered in `within`; null where its trace is not kept. */
  tokenFor(within: Context): string | null {
    const active = activeTrace(within);
    if (!active?.sampled) return null;
    const text = `${active.traceId}-${active.spanId}-${this.#nowMs().toString(36)}`;
    return `${text}.${this.#sign(text)}`;
  }

  /**
   * The trace that a request goes on with, which a page sent.
   * @param sent the token and the id of the browser's own span, with a semicolon between; anything else is null
   */
  parentOf(sent: unknown): Context | null {
    if (typeof sent !== 'string') return null;
    const [token = '', spanId = ''] = sent.split(';', 2);
    const page = this.#read(token);
    return page && spanIdPattern.test(spanId) ? contextWithin(page.traceId, spanId) : null;
  }

  /**
   * Takes down what a page tells of itself.
   * @returns whether the token is one of ours, and has not told too often
   */
  record(token: string, spans: readonly BrowserSpan[]): boolean {
    const page = this.#read(token);
    if (!page || !this.#mayReport(page)) return false;
    const parent = contextWithin(page.traceId, page.spanId);
    for (const { id, kind, startMs, durationMs, method, status } of spans) {
      const startTime = page.issuedAtMs + startMs;
      const isRequest = kind === 'fetch';
      const span = withSpanId(id, () =>
        trace
          .getTracer('pixelboxx.browser')
          .startSpan(
            isRequest ? `browser ${knownMethod(method)}` : 'browser load',
            { kind: isRequest ? SpanKind.CLIENT : SpanKind.INTERNAL, startTime },
            parent,
          ),
      );
      if (isRequest) span.setAttribute('http.request.method', knownMethod(method));
      if (status !== undefined) span.setAttribute('http.response.status_code', status);
      if (isRequest && (status === undefined || status >= 500)) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(startTime + durationMs);
    }
    return true;
  }

  #read(token: string): Page | null {
    const [, traceId, spanId, issuedAt, mac] = pattern.exec(token) ?? [];
    if (traceId === undefined || spanId === undefined || issuedAt === undefined || mac === undefined) return null;
    const expected = this.#sign(token.slice(0, -mac.length - 1));
    if (!timingSafeEqual(Buffer.from(expected), Buffer.from(mac))) return null;
    const issuedAtMs = Number.parseInt(issuedAt, 36);
    return this.#nowMs() - issuedAtMs > pageTraceSeconds * 1000 ? null : { traceId, spanId, issuedAtMs, mac };
  }

  #mayReport({ mac, issuedAtMs }: Page): boolean {
    const nowMs = this.#nowMs();
    for (const [known, { endsAtMs }] of this.#reports) {
      if (endsAtMs > nowMs) break;
      this.#reports.delete(known);
    }
    const reports = this.#reports.get(mac) ?? { count: 0, endsAtMs: issuedAtMs + pageTraceSeconds * 1000 };
    if (reports.count >= maxReports || (reports.count === 0 && this.#reports.size >= maxPages)) return false;
    this.#reports.set(mac, { ...reports, count: reports.count + 1 });
    return true;
  }

  /** Apart from whatever else is signed by the same secret. */
  #sign(text: string): string {
    return createHmac('sha256', this.#key).update(`page-trace:${text}`).digest('base64url');
  }
}

function contextWithin(traceId: string, spanId: string): Context {
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true });
}

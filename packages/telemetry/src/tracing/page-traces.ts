import { type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { knownMethod } from '../known-method.ts';
import { withSpanId } from './given-span-id.ts';
import { activeTrace } from './trace.ts';

/** How long a page is assumed to be open; what it sends later starts a new trace. */
export const pageTraceSeconds = 1_800;
/** A page reports a few times: when it has loaded, when it is left, and after many events. */
const maxReports = 20;
/** How many pages are remembered for that. With more open at the same time, no reports are accepted for a while. */
const maxPages = 10_000;

const pattern = /^([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-z]{8,10})\.([\w-]{43})$/;
const spanIdPattern = /^[0-9a-f]{16}$/;

/** The proof of which trace a page belongs to. */
interface Page {
  readonly traceId: string;
  /** The span of the request for the page. */
  readonly spanId: string;
  readonly issuedAtMs: number;
  readonly mac: string;
}

/** An event in a browser, as the browser reports it: its measurements cannot be verified. */
export interface BrowserSpan {
  /** 16 hexadecimal digits. */
  readonly id: string;
  readonly kind: 'load' | 'fetch';
  /** Milliseconds since the page's first bytes arrived, which is when it got its token. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly method?: string | undefined;
  /** The status of the response; undefined if the request failed. */
  readonly status?: number | undefined;
}

/**
 * Lets a page continue the trace of the request that loaded it. Anybody can send a `traceparent`, so that proves nothing; instead, the
 * page gets a token signed here that names the trace and expires after half an hour. Only pages whose trace is kept get one.
 */
export class PageTraces {
  readonly #key: Buffer | string;
  readonly #nowMs: () => number;
  readonly #reports = new Map<string, { count: number; endsAtMs: number }>();

  /** @param key the same on every replica, otherwise only the replica that rendered a page can continue its trace */
  constructor(key: Buffer | string, nowMs: () => number) {
    this.#key = key;
    this.#nowMs = nowMs;
  }

  /** For the page rendered within `within`; null if its trace is not kept. */
  tokenFor(within: Context): string | null {
    const active = activeTrace(within);
    if (!active?.sampled) return null;
    const text = `${active.traceId}-${active.spanId}-${this.#nowMs().toString(36)}`;
    return `${text}.${this.#sign(text)}`;
  }

  /**
   * The trace that a request from a page continues.
   * @param sent the token and the id of the browser's span, separated by a semicolon; anything else gives null
   */
  parentOf(sent: unknown): Context | null {
    if (typeof sent !== 'string') return null;
    const [token = '', spanId = ''] = sent.split(';', 2);
    const page = this.#read(token);
    return page && spanIdPattern.test(spanId) ? contextWithin(page.traceId, spanId) : null;
  }

  /**
   * Records what a page reports.
   * @returns whether the token is valid and has not been used for too many reports
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

  /** Separate from other signatures with the same secret. */
  #sign(text: string): string {
    return createHmac('sha256', this.#key).update(`page-trace:${text}`).digest('base64url');
  }
}

function contextWithin(traceId: string, spanId: string): Context {
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true });
}

import { CookieJar } from '@pixelboxx/config/testing';

/** The outcome of a request; without a status, nothing arrived in time. */
export interface Reply {
  readonly status: number | null;
  /** The stable code of a failure. */
  readonly code: string | null;
  readonly retryAfter: string | null;
  readonly requestId: string | null;
  readonly json: unknown;
  readonly body: string;
  readonly ms: number;
}

/** The longest that a user would wait. */
export const timeoutMs = 15_000;

/** A visitor with a browser: cookies, and the origin that a browser sends. */
export class Visitor {
  readonly #origin: string;
  #cookies = new CookieJar();

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** The cookies as they are sent. */
  get cookie(): string {
    return this.#cookies.header;
  }

  /** A copy of the browser in its current state; later changes to one do not affect the other. */
  copy(): Visitor {
    const copy = new Visitor(this.#origin);
    copy.#cookies = this.#cookies.copy();
    return copy;
  }

  async ask(method: string, path: string, body?: object | FormData): Promise<Reply> {
    const startedAt = performance.now();
    const headers = new Headers(this.#headers());
    if (method !== 'GET') headers.set('origin', this.#origin);
    if (body && !(body instanceof FormData)) headers.set('content-type', 'application/json');
    try {
      const response = await fetch(new URL(path, this.#origin), {
        method,
        headers,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
        ...(body && { body: body instanceof FormData ? body : JSON.stringify(body) }),
      });
      this.#cookies.keep(response);
      return read(response, await response.text(), performance.now() - startedAt);
    } catch (error) {
      return nothing(error, performance.now() - startedAt);
    }
  }

  /** The beginning of a response that does not end. */
  async follow(path: string): Promise<Reply> {
    const startedAt = performance.now();
    const leaving = new AbortController();
    const timer = setTimeout(() => leaving.abort(), timeoutMs);
    try {
      const headers = { ...this.#headers(), accept: 'text/event-stream' };
      const response = await fetch(new URL(path, this.#origin), { headers, signal: leaving.signal });
      const first = await response.body?.getReader().read();
      return read(response, Buffer.from(first?.value ?? []).toString(), performance.now() - startedAt);
    } catch (error) {
      return nothing(error, performance.now() - startedAt);
    } finally {
      clearTimeout(timer);
      leaving.abort();
    }
  }

  #headers(): Record<string, string> {
    return { cookie: this.cookie };
  }
}

function read(response: Response, body: string, ms: number): Reply {
  const json = response.headers.get('content-type')?.includes('json') ? parsed(body) : null;
  return {
    status: response.status,
    code: codeOf(json),
    retryAfter: response.headers.get('retry-after'),
    requestId: response.headers.get('x-request-id'),
    json,
    body,
    ms,
  };
}

function nothing(error: unknown, ms: number): Reply {
  const { cause } = error instanceof Error ? error : { cause: undefined };
  const body = cause instanceof Error ? cause.message : String(error);
  return { status: null, code: null, retryAfter: null, requestId: null, json: null, body, ms };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function codeOf(json: unknown): string | null {
  if (typeof json !== 'object' || json === null || !('error' in json)) return null;
  const { error } = json;
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : null;
}

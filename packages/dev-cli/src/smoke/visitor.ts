import { solvePuzzle } from '@pixelboxx/api-client/proof';
import { CookieJar } from '@pixelboxx/config/testing';
import { Puzzle } from '@pixelboxx/shared';
import { z } from 'zod';

/** A response, read completely. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
  /** The body, if it is JSON. */
  readonly json: unknown;
}

const ProofRequired = z.object({
  error: z.object({ code: z.literal('PROOF_REQUIRED'), details: z.object({ puzzle: Puzzle }) }),
});

interface Question {
  readonly body?: object | FormData;
  readonly headers?: Record<string, string>;
}

/** The longest that anybody would wait. */
const timeoutMs = 15_000;

/** A visitor with a browser: cookies, and the `Origin` that a browser sends. */
export class Visitor {
  readonly #cookies = new CookieJar();
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Solves a required proof of work, as under attack, like a browser. */
  async ask(method: string, path: string, question: Question = {}): Promise<Reply> {
    const reply = await this.#askOnce(method, path, question);
    const wanted = ProofRequired.safeParse(reply.json);
    if (!wanted.success) return reply;
    const proof = await solvePuzzle(wanted.data.error.details.puzzle);
    return this.#askOnce(method, path, { ...question, headers: { ...question.headers, 'pixelboxx-proof': proof } });
  }

  async #askOnce(method: string, path: string, { body, headers: given }: Question): Promise<Reply> {
    const headers = new Headers(given);
    headers.set('cookie', this.#cookies.header);
    if (method !== 'GET' && !headers.has('origin')) headers.set('origin', this.#origin);
    if (body && !(body instanceof FormData)) headers.set('content-type', 'application/json');
    const response = await fetch(new URL(path, this.#origin), {
      method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      ...(body && { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
    this.#cookies.keep(response);
    const bytes = Buffer.from(await response.arrayBuffer());
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, headers: response.headers, body: bytes, json: isJson ? parsed(bytes) : null };
  }

  /** Reads the first part of a response that does not end. */
  async firstOf(path: string, headers: Record<string, string>): Promise<string> {
    const leaving = new AbortController();
    const timer = setTimeout(() => leaving.abort(), timeoutMs);
    try {
      const response = await fetch(new URL(path, this.#origin), {
        headers: { ...headers, cookie: this.#cookies.header },
        signal: leaving.signal,
      });
      const first = await response.body?.getReader().read();
      return `${response.status} ${Buffer.from(first?.value ?? []).toString()}`;
    } finally {
      clearTimeout(timer);
      leaving.abort();
    }
  }
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return null;
  }
}

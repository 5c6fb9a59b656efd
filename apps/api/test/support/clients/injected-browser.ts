import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pollUntil } from '@pixelboxx/config/testing';
import { Browser } from './browser.ts';

/**
 * A browser that hands its requests to the api within the process: what thousands of sequences can afford. A model asks
 * what is allowed, and a busy machine may only postpone that: a request that is refused as one too many is sent again.
 */
export class InjectedBrowser extends Browser {
  constructor(private readonly app: NestFastifyApplication) {
    super('http://localhost');
  }

  override async fetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const request = new Request(new URL(input instanceof Request ? input.url : input, this.baseUrl), init);
    if (this.cookies.size > 0) request.headers.set('cookie', this.cookieHeader());
    const { pathname, search } = new URL(request.url);
    const body = await request.text();
    const send = () =>
      this.app.inject({
        method: request.method as 'GET',
        url: pathname + search,
        headers: { ...this.headers, ...Object.fromEntries(request.headers) },
        ...(body === '' ? {} : { payload: body }),
      });
    const response = await pollUntil(`there is a slot for ${pathname}`, async () => {
      const reply = await send();
      return reply.statusCode === 503 && reply.body.includes('"OVERLOADED"') ? null : reply;
    });
    for (const line of [response.headers['set-cookie'] ?? []].flat()) this.store(line);
    const headers = { 'content-type': response.headers['content-type'] ?? 'text/plain' };
    return new Response(response.body === '' ? null : response.body, { status: response.statusCode, headers });
  }

  override clone(): InjectedBrowser {
    const copy = new InjectedBrowser(this.app);
    for (const [name, value] of this.cookies) copy.cookies.set(name, value);
    Object.assign(copy.headers, this.headers);
    return copy;
  }
}

/** What a model looks at in a response. */
export interface JsonReply {
  readonly status: number;
  /** Of the envelope; empty if there is none. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Sends JSON without a contract, since a model also sends what is refused. */
export async function sendJson(
  browser: InjectedBrowser,
  method: string,
  path: string,
  body?: unknown,
): Promise<JsonReply> {
  const payload =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const response = await browser.fetch(path, { method, ...payload });
  const text = await response.text();
  const json = text === '' ? {} : (JSON.parse(text) as { data?: Record<string, unknown> | null });
  return { status: response.status, data: json.data ?? {}, text };
}

import { type Client, createClient } from '@pixelboxx/api-client/checked';

/** One browser profile: stores cookies as the api sets them, and has the typed client. */
export class Browser {
  readonly call: Client;
  readonly cookies = new Map<string, string>();
  /** Sent with every request, such as `x-forwarded-for`. */
  readonly headers: Record<string, string> = {};

  constructor(readonly baseUrl: string) {
    this.call = createClient({ baseUrl, fetch: (input, init) => this.fetch(input, init) });
  }

  /** `fetch` with this browser's cookies. Relative addresses are the api's. */
  async fetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const request = new Request(new URL(input instanceof Request ? input.url : input, this.baseUrl), init);
    for (const [name, value] of Object.entries(this.headers)) request.headers.set(name, value);
    if (this.cookies.size > 0 && !request.headers.has('cookie')) request.headers.set('cookie', this.cookieHeader());
    const response = await fetch(request);
    for (const line of response.headers.getSetCookie()) this.store(line);
    return response;
  }

  /** POSTs any value as JSON, even one that the contract would reject. */
  post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const payload =
      body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } };
    return this.fetch(path, { method: 'POST', headers, ...payload });
  }

  cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** A second profile with the same cookies: a copied, or stolen, browser state. */
  clone(): Browser {
    const copy = new Browser(this.baseUrl);
    for (const [name, value] of this.cookies) copy.cookies.set(name, value);
    Object.assign(copy.headers, this.headers);
    return copy;
  }

  protected store(line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const name = pair.slice(0, pair.indexOf('='));
    const expired = attributes.some((attribute) => attribute.toLowerCase() === 'max-age=0');
    if (expired) this.cookies.delete(name);
    else this.cookies.set(name, pair.slice(pair.indexOf('=') + 1));
  }
}

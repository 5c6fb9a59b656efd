import {
  ApiError,
  type ApiClient,
  createApiClient,
  isApiError,
  networkError,
  readFailure,
} from '@pixelboxx/api-client';
import { CliError, exitCodes } from '../cli-error.ts';

export interface SiteOptions {
  /** Its origin. */
  readonly url: string;
  readonly token?: string | undefined;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
  /** How this program calls itself. */
  readonly userAgent: string;
  readonly fetch?: typeof fetch;
}

export interface SiteRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
}

export interface SiteResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** From the first byte that is sent to the last that is read. The API gives up a part after 45 s, and processes it then. */
const timeoutMs = 120_000;

/** A Pixelboxx site, asked with the token of a user. */
export class Site {
  readonly url: string;
  /** By the contract. What it throws is an ApiError, or the reason of the signal. */
  readonly client: ApiClient;
  readonly #options: SiteOptions;

  constructor(options: SiteOptions) {
    this.url = options.url;
    this.#options = options;
    const call = createApiClient({ baseUrl: options.url, fetch: (address, init) => this.#fetch(address, init) });
    // What was thrown on the way is told as it is: the client only knows that nothing came back.
    this.client = async (name, ...input) => {
      try {
        return await call(name, ...input);
      } catch (error) {
        throw this.#reasonOf(error);
      }
    };
  }

  /**
   * What is not JSON: parts of files.
   * @throws ApiError for every failure, with `retryAfterSeconds` where the site says when to come again
   */
  async request(path: string, { method, headers, body }: SiteRequest): Promise<SiteResponse> {
    let response: Response;
    let text: string;
    try {
      response = await this.#fetch(this.url + path, { method, headers: { ...headers }, body: body ?? null });
      text = await response.text();
    } catch (error) {
      throw this.#reasonOf(isApiError(error) || error instanceof CliError ? error : networkError(error));
    }
    if (!response.ok) throw readFailure(response.status, text);
    return { status: response.status, headers: response.headers, text };
  }

  async #fetch(address: Parameters<typeof fetch>[0], init: RequestInit = {}): Promise<Response> {
    const { token, signal, userAgent, fetch: send = fetch } = this.#options;
    const headers = new Headers(init.headers);
    headers.set('user-agent', userAgent);
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    const ends = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    // A token is for the site that it was asked of, and for no other that it names.
    const response = await send(address, { ...init, headers, signal: ends, redirect: 'manual' });
    if (response.status >= 300 && response.status < 400) throw redirected(response);
    if (!response.ok) throwForeignRefusal(response);
    return response;
  }

  #reasonOf(error: unknown): unknown {
    if (this.#options.signal.aborted) return this.#options.signal.reason;
    const cause = isApiError(error) ? error.cause : undefined;
    return cause instanceof CliError || isApiError(cause) ? cause : error;
  }
}

function redirected(response: Response): CliError {
  const target = URL.parse(response.headers.get('location') ?? '', response.url);
  const message = `The site sends us to ${target?.origin ?? 'another address'}. If that is right, name it by --url.`;
  return new CliError('REDIRECTED', message, exitCodes.unreachable);
}

/** What stands before a site, such as a proxy, refuses in words of its own; when to come again stands in the header alone. */
function throwForeignRefusal({ status, headers }: Response): void {
  if (headers.get('content-type')?.includes('json')) return;
  const retryAfterSeconds = secondsOf(headers.get('retry-after'));
  if (retryAfterSeconds === null) return;
  const message = `Something before the site refused the request (status ${status}).`;
  throw new ApiError({ code: 'UNREADABLE_ANSWER', status, message, details: { retryAfterSeconds } });
}

/** `Retry-After`: seconds, or a date (RFC 9110, 10.2.3). */
function secondsOf(value: string | null): number | null {
  if (value === null) return null;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  const atMs = Date.parse(value);
  return Number.isNaN(atMs) ? null : Math.max(0, Math.ceil((atMs - Date.now()) / 1000));
}

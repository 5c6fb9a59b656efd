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
  /** Aborts current requests. */
  readonly signal: AbortSignal;
  /** The `User-Agent` of this program. */
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

/** From the first byte sent to the last byte read. The API ends a part after 45 s, and processes it then. */
const timeoutMs = 120_000;

/** A Pixelboxx site, called with a user's token. */
export class Site {
  readonly url: string;
  /** The typed client. It throws an ApiError, or the reason of the signal. */
  readonly client: ApiClient;
  readonly #options: SiteOptions;

  constructor(options: SiteOptions) {
    this.url = options.url;
    this.#options = options;
    const call = createApiClient({ baseUrl: options.url, fetch: (address, init) => this.#fetch(address, init) });
    // Rethrow errors from `request` unchanged: the client only knows that there was no response.
    this.client = async (name, ...input) => {
      try {
        return await call(name, ...input);
      } catch (error) {
        throw this.#reasonOf(error);
      }
    };
  }

  /**
   * Sends requests that are not JSON: parts of files.
   * @throws ApiError for every failure, with `retryAfterSeconds` if the site says when to retry
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
    // A token must only be sent to its own site, never to a redirect target.
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

/** A proxy in front of a site refuses in a form of its own; only the header says when to retry. */
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

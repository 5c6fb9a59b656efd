import type { IdentityImage } from '../auth/identities/index.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { OutgoingFailure } from '../platform/outgoing-http/outgoing-failure.ts';
import { OutgoingHttp } from '../platform/outgoing-http/outgoing-http.ts';

const defaultTimeoutMs = 10_000;

/** The formats our decoders support. Anything else that arrives is identified by its bytes, not by its declared type. */
const headers = { accept: 'image/webp,image/png,image/jpeg,image/gif', 'user-agent': 'Pixelboxx' };

const sentences = {
  NOT_FOUND: 'There is no picture that could be taken over.',
  PROVIDER_UNAVAILABLE: 'The picture cannot be fetched right now. Please try again shortly.',
} as const;

/** No image arrived. The message is for logs, and contains no URL. */
export class ImageNotFetched extends Error {
  readonly code: keyof typeof sentences;

  constructor(code: keyof typeof sentences, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ImageNotFetched';
    this.code = code;
  }

  toAppError(): AppError {
    return new AppError(this.code, { message: sentences[this.code], cause: this });
  }
}

/**
 * Fetches images whose URLs providers have reported. Follows no redirects, sends nothing that identifies the user, and
 * connects only to the public internet and to the provider itself, which its users' browsers reach as well.
 */
export class ImageDownload {
  readonly #timeoutMs: number;
  readonly #outside: OutgoingHttp;
  readonly #provider = new OutgoingHttp('any');

  /** @param timeoutMs for the whole download */
  constructor(timeoutMs = defaultTimeoutMs, outside = new OutgoingHttp('public')) {
    this.#timeoutMs = timeoutMs;
    this.#outside = outside;
  }

  /**
   * @param keep reads the image as it arrives
   * @param over ends it early
   * @throws ImageNotFetched; whatever `keep` throws
   */
  async fetch(
    { url, isAtProvider }: IdentityImage,
    keep: (body: AsyncIterable<Uint8Array>) => Promise<void>,
    over: AbortSignal,
  ): Promise<void> {
    const http = isAtProvider ? this.#provider : this.#outside;
    try {
      await http.read({ url, headers, timeoutMs: this.#timeoutMs, signal: over }, async ({ status, body }) => {
        requireFound(status);
        await keep(body);
      });
    } catch (error) {
      throw error instanceof OutgoingFailure ? notReached(error) : error;
    }
  }
}

function requireFound(status: number): void {
  if (status === 200) return;
  const isPassing = status === 429 || status >= 500;
  throw new ImageNotFetched(isPassing ? 'PROVIDER_UNAVAILABLE' : 'NOT_FOUND', `Status ${status}`);
}

/** A forbidden host is permanent: no retry would make a private network reachable. */
function notReached(failure: OutgoingFailure): ImageNotFetched {
  const code = failure.fault === 'FORBIDDEN_HOST' ? 'NOT_FOUND' : 'PROVIDER_UNAVAILABLE';
  return new ImageNotFetched(code, failure.message, { cause: failure });
}

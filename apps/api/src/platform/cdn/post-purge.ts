import { CdnRefused } from './cdn-purger.ts';

interface PurgeRequest {
  readonly url: string;
  readonly token: string;
  readonly body: object;
}

const timeoutMs = 5_000;
/** Enough for what a CDN has to say. */
const maxResponseChars = 10_000;
/** Client errors that pass by themselves (RFC 9110, 15.5.9; RFC 8470; RFC 6585). */
const passing = new Set([408, 425, 429]);

/**
 * One purge request with a bearer token. Messages name neither token nor address.
 * @returns the body, where it was accepted
 * @throws CdnRefused, Error
 */
export async function postPurge({ url, token, body }: PurgeRequest): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    // The token follows nobody elsewhere.
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = (await response.text()).slice(0, maxResponseChars);
  const { status } = response;
  if (response.ok) return text;
  if (status >= 400 && status < 500 && !passing.has(status)) throw new CdnRefused(status);
  throw new Error(`The CDN answered ${status}`);
}

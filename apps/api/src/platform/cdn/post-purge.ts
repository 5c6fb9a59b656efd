import { CdnRefused } from './cdn-purger.ts';

interface PurgeRequest {
  readonly url: string;
  readonly token: string;
  readonly body: object;
}

const timeoutMs = 5_000;
/** Enough for any response of a CDN. */
const maxResponseChars = 10_000;
/** Client errors that are temporary (RFC 9110, 15.5.9; RFC 8470; RFC 6585). */
const passing = new Set([408, 425, 429]);

/**
 * One purge request with a bearer token. Error messages contain neither token nor URL.
 * @returns the body, if the request was accepted
 * @throws CdnRefused, Error
 */
export async function postPurge({ url, token, body }: PurgeRequest): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    // Redirects are refused: the token must not go to another host.
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = (await response.text()).slice(0, maxResponseChars);
  const { status } = response;
  if (response.ok) return text;
  if (status >= 400 && status < 500 && !passing.has(status)) throw new CdnRefused(status);
  throw new Error(`The CDN answered ${status}`);
}

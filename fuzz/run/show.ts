import type { HttpRequest } from '../http/message.ts';

const shownBytes = 4_000;

/**
 * A request as one line of JSON. Bytes are Latin-1, so that `JSON.parse` and `Buffer.from(body, 'latin1')` restore what was
 * sent; `{{name}}` is a value that only the running product knows.
 */
export function showRequest(principal: string, { method, target, headers, body }: HttpRequest): string {
  const text = body?.toString('latin1') ?? null;
  const shown =
    text !== null && text.length > shownBytes ? `${text.slice(0, shownBytes)}… (${text.length} bytes)` : text;
  return JSON.stringify({ principal, method, target: shorten(target), headers, body: shown });
}

const shorten = (text: string): string => (text.length > shownBytes ? `${text.slice(0, shownBytes)}…` : text);

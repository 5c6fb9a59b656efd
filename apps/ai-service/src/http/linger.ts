import type { IncomingMessage } from 'node:http';

const lingerMs = 2_000;

/**
 * For an answer that goes out before the end of the request has come in: goes on reading and discarding for a moment,
 * so that the client, which may still be sending, gets to see the answer (RFC 9112, 9.6). Past `maxBytes` or two
 * seconds the connection is cut, so that nobody can keep it busy for free. To be called before the answer is sent, as
 * Node would otherwise discard the rest by itself, without an end.
 */
export function lingerBriefly(request: IncomingMessage, maxBytes: number): void {
  if (request.complete || request.destroyed) return;
  let received = 0;
  const cut = () => request.destroy();
  const timer = setTimeout(cut, lingerMs);
  request.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (received > maxBytes) cut();
  });
  for (const ending of ['end', 'close', 'error']) request.once(ending, () => clearTimeout(timer));
}

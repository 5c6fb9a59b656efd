import type { IncomingMessage } from 'node:http';

const lingerMs = 2_000;

/**
 * After an answer that came before the end of the request: goes on reading and discarding for a moment, so that the
 * client, which may still be sending, gets to see the answer (RFC 9112, 9.6). Past `maxBytes` or two seconds the
 * connection is cut, so that nobody can keep it busy for free.
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
  request.once('close', () => clearTimeout(timer));
  request.once('error', () => clearTimeout(timer));
}

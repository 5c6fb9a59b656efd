import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { watchSilence } from '../limits/silence.ts';

/** How much of a body is read and discarded after the response was sent. */
export interface DiscardLimits {
  readonly maxBytes: number;
  readonly maxMs: number;
  /** Limit without any byte arriving: a client that has read its response usually stops sending. */
  readonly idleMs: number;
}

/** More than twice the largest file: enough for what a browser sends in one request to the end, whatever the response. */
export const defaultDiscardLimits: DiscardLimits = { maxBytes: 64 * 1024 * 1024, maxMs: 15_000, idleMs: 2_000 };

/**
 * Makes sure that a response sent before the request has arrived completely reaches its client. Node would close the
 * connection with unread bytes, which resets it: the client's next write fails, often before it has read the response
 * (RFC 9112, 9.6). Here the whole response is written at once, and only its end, which closes the connection, waits
 * until the rest of the body is read and discarded. Earlier readers of the body are detached.
 */
export function deliverEarlyResponses(server: Server, limits: DiscardLimits = defaultDiscardLimits): void {
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    // Writing to an ended response is our bug, and costs no more than this connection.
    response.on('error', destroyThis);
    if (hasBody(request)) holdEnd(request, response, limits);
  });
}

/** One function for all responses, so that each request does not create its own. */
function destroyThis(this: ServerResponse): void {
  this.destroy();
}

/** Whether bytes of the body may still be on their way. */
export function awaitsBody(request: IncomingMessage): boolean {
  return hasBody(request) && !request.complete && !request.destroyed;
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function holdEnd(request: IncomingMessage, response: ServerResponse, limits: DiscardLimits): void {
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
  const endAfterBody = (...args: unknown[]): ServerResponse => {
    // From here on it is the original method: a second call ends the response at once.
    Reflect.deleteProperty(response, 'end');
    const chunk = args.find((arg) => typeof arg === 'string' || arg instanceof Uint8Array);
    if (!awaitsBody(request)) return end(...args);
    const cut = () => request.socket.destroy();
    if (!hasKnownEnd(response, chunk)) {
      void discardBody(request, limits).then((isComplete) => isComplete || cut());
      return end(...args);
    }
    if (chunk !== undefined) response.write(chunk, encodingOf(args));
    // For a response without a body, whose headers no write has sent.
    response.flushHeaders();
    void discardBody(request, limits).then((isComplete) => {
      const callback = args.find((arg) => typeof arg === 'function') as (() => void) | undefined;
      end(() => {
        callback?.();
        if (!isComplete) cut();
      });
    });
    return response;
  };
  response.end = endAfterBody;
}

function encodingOf(args: readonly unknown[]): BufferEncoding {
  const [, encoding] = args;
  return typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8';
}

/**
 * Whether the client can tell where the response ends before the connection closes. A chunked response cannot be held
 * back: its last chunk is its end.
 */
function hasKnownEnd(response: ServerResponse, chunk: string | Uint8Array | undefined): boolean {
  if (response.headersSent) return !response.chunkedEncoding;
  response.setHeader('connection', 'close');
  if (response.hasHeader('transfer-encoding')) return false;
  const isBodyless = response.statusCode === 204 || response.statusCode === 304;
  if (!isBodyless && !response.hasHeader('content-length')) {
    response.setHeader('content-length', chunk === undefined ? 0 : Buffer.byteLength(chunk));
  }
  return true;
}

/** Resolves to whether the whole body arrived; false if it exceeded a limit or the client left. Never rejects. */
function discardBody(request: IncomingMessage, { maxBytes, maxMs, idleMs }: DiscardLimits): Promise<boolean> {
  return new Promise((resolve) => {
    let discarded = 0;
    const settle = () => {
      clearTimeout(total);
      silence.stop();
      request.off('data', count).off('end', settle).off('close', settle);
      resolve(request.complete);
    };
    const count = (chunk: Buffer) => {
      discarded += chunk.length;
      if (discarded > maxBytes) settle();
      else silence.heard();
    };
    const total = setTimeout(settle, maxMs);
    const silence = watchSilence(idleMs, settle);
    request.on('error', () => undefined);
    // A remaining reader would pause the request whenever its buffer is full.
    request.unpipe().removeAllListeners('data').removeAllListeners('readable');
    request.on('data', count).once('end', settle).once('close', settle).resume();
  });
}

import { connect, type Socket } from 'node:net';
import type { Browser } from '../clients/browser.ts';
import { avatarPath } from './uploading.ts';

/** A request written by hand, byte by byte, for what no well-behaved client sends. */
export interface RawRequest {
  readonly socket: Socket;
  /** All bytes of the response so far. */
  response(): string;
  /** Resolves with the whole response when the server has closed the connection. */
  readonly closed: Promise<string>;
}

export const boundary = 'cutting-line';

export function partHead(headers = 'content-disposition: form-data; name="file"; filename="a.png"'): string {
  return `--${boundary}\r\n${headers}\r\n\r\n`;
}

/** @param beginning of the body, sent in one piece with the head, so that the server receives both at once */
export function openUpload(
  browser: Browser,
  headers: Record<string, string>,
  path: string = avatarPath,
  beginning: Buffer = Buffer.alloc(0),
  method: 'POST' | 'PATCH' = 'POST',
): RawRequest {
  const { hostname, port } = new URL(browser.baseUrl);
  const socket = connect(Number(port), hostname);
  let received = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (received += chunk));
  socket.on('error', () => undefined);
  const all = {
    host: `${hostname}:${port}`,
    cookie: browser.cookieHeader(),
    'content-type': `multipart/form-data; boundary=${boundary}`,
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`), beginning]));
  return {
    socket,
    response: () => received,
    closed: new Promise((resolve) => socket.once('close', () => resolve(received))),
  };
}

/** One chunk of a chunked body. */
export function chunk(data: string | Buffer): Buffer {
  const bytes = Buffer.from(data);
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}

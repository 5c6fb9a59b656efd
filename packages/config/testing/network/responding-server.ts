import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Received {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export type Responder = (response: ServerResponse, request: Received) => void;

export interface RespondingServer {
  url: string;
  /** The requests so far. */
  received: Received[];
  /** The responses to the next requests, in order; the last one repeats. */
  respondWith: (...responses: Responder[]) => void;
  close: () => Promise<void>;
}

/** Starts a real HTTP server that responds as configured and records its requests. */
export async function startRespondingServer(): Promise<RespondingServer> {
  const received: Received[] = [];
  let responses: Responder[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method = '', url = '', headers } = request;
      const asked = { method, url, headers, body };
      received.push(asked);
      const reply = responses.length > 1 ? responses.shift() : responses[0];
      reply?.(response, asked);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    respondWith: (...next) => {
      responses = next;
      received.length = 0;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function json(status: number, body: unknown): Responder {
  return (response) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

export const success = (data: unknown, status = 200): Responder => json(status, { success: true, data });

export function failure(status: number, code: string, details: object = {}): Responder {
  return json(status, { success: false, error: { code, message: `It is ${code}.`, details, requestId: 'request-1' } });
}

export const empty =
  (status: number): Responder =>
  (response) =>
    response.writeHead(status).end();

/** Closes the connection without a response, or in the middle of one. */
export const hangUp: Responder = (response) => response.destroy();
export const breakOff: Responder = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
  response.write('{"success":true,', () => response.destroy());
};

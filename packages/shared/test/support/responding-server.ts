import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Received {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export type Answer = (response: ServerResponse, request: Received) => void;

export interface AnsweringServer {
  url: string;
  /** What was asked so far. */
  received: Received[];
  /** How the next requests are answered, in turn; the last answer stays. */
  answerWith: (...answers: Answer[]) => void;
  close: () => Promise<void>;
}

/** A real HTTP server that answers as told and remembers what it was asked. */
export async function startAnsweringServer(): Promise<AnsweringServer> {
  const received: Received[] = [];
  let answers: Answer[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method = '', url = '', headers } = request;
      const asked = { method, url, headers, body };
      received.push(asked);
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      answer?.(response, asked);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    answerWith: (...next) => {
      answers = next;
      received.length = 0;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function json(status: number, body: unknown): Answer {
  return (response) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

export const success = (data: unknown, status = 200): Answer => json(status, { success: true, data });

export function failure(status: number, code: string, details: object = {}): Answer {
  return json(status, { success: false, error: { code, message: `It is ${code}.`, details, requestId: 'request-1' } });
}

export const empty =
  (status: number): Answer =>
  (response) =>
    response.writeHead(status).end();

/** Cuts the connection without an answer, or in the middle of one. */
export const hangUp: Answer = (response) => response.destroy();
export const breakOff: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
  response.write('{"success":true,', () => response.destroy());
};

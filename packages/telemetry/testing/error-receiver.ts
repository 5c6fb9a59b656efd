import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

const ReceivedError = z.object({
  level: z.string(),
  release: z.string().optional(),
  environment: z.string().optional(),
  transaction: z.string().optional(),
  tags: z.record(z.string(), z.string()),
  contexts: z.object({ trace: z.object({ trace_id: z.string(), span_id: z.string() }) }).optional(),
  exception: z.object({
    values: z.array(
      z.object({
        type: z.string(),
        value: z.string(),
        stacktrace: z.object({ frames: z.array(z.object({ filename: z.string(), in_app: z.boolean() })) }).optional(),
      }),
    ),
  }),
});
export type ReceivedError = z.output<typeof ReceivedError>;

/** What Sentry is to a service: takes envelopes over HTTP, and keeps the events in them. */
export class ErrorReceiver {
  readonly events: ReceivedError[] = [];
  /** All that was sent, as it came. */
  readonly bodies: string[] = [];
  respond: (response: ServerResponse) => void = (response) => response.end('{}');
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      void text(request).then((body) => {
        if (!request.url?.startsWith('/api/1/envelope/?') || !request.url.includes('sentry_key=akey')) {
          return response.writeHead(404).end();
        }
        this.bodies.push(body);
        const [, , event = ''] = body.split('\n');
        this.events.push(ReceivedError.parse(JSON.parse(event)));
        return this.respond(response);
      });
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get dsn(): string {
    return `http://akey@127.0.0.1:${(this.#server.address() as AddressInfo).port}/1`;
  }
}

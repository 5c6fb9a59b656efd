import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A system outside that is sent something: keeps what it was sent, and answers what a test tells it to. */
export class FakeReceiver {
  readonly received: Received[] = [];
  /** Of each request in turn; the last one goes for all that follow. */
  statuses: number[] = [200];
  headers: Record<string, string> = {};
  content = 'thank you';
  private readonly server: Server;
  private held: Promise<void> = Promise.resolve();

  constructor() {
    this.server = createServer((request, response) => {
      void text(request).then(async (body) => {
        this.received.push({ path: request.url ?? '', headers: request.headers, body });
        await this.held;
        const [status = 200] = this.statuses.length > 1 ? this.statuses.splice(0, 1) : this.statuses;
        response.writeHead(status, this.headers).end(this.content);
      });
    });
  }

  async start(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`;
  }

  /** Nothing is answered until the function that comes back is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.held = promise;
    return resolve;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

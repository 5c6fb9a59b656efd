import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An external system that receives requests: records them, and sends the responses that a test sets. */
export class FakeReceiver {
  readonly received: Received[] = [];
  /** The status of each request in turn; the last one also applies to all later requests. */
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

  /** No response is sent until the returned function is called. */
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

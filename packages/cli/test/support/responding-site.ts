import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A site that gives one response to everything, in the API's envelope, and remembers what it was asked since it was told which. */
export class RespondingSite {
  asked: string[] = [];
  #status = 200;
  #body: object = {};

  private readonly server: Server;

  private constructor(server: Server) {
    this.server = server;
    server.on('request', (request, response) => {
      this.asked.push(`${request.method} ${request.url}`);
      request.resume().on('end', () => {
        response.writeHead(this.#status, { 'content-type': 'application/json' }).end(JSON.stringify(this.#body));
      });
    });
  }

  static async start(): Promise<RespondingSite> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new RespondingSite(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  succeedWith(data: object): void {
    this.#respond(200, { success: true, data });
  }

  failWith(status: number, code: string, details: object): void {
    const error = { code, message: `It is ${code}.`, details, requestId: 'request-1' };
    this.#respond(status, { success: false, error });
  }

  #respond(status: number, body: object): void {
    [this.#status, this.#body, this.asked] = [status, body, []];
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

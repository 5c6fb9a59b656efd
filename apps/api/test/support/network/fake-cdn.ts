import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface PurgeCall {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
  readonly urls: readonly string[];
  readonly status: number;
}

/** The purge API of a CDN. It has an address from the beginning, and sends the responses that a test sets. */
export class FakeCdn {
  /** The calls and their responses, in order. */
  readonly calls: PurgeCall[] = [];
  status = 200;
  body = '{"success":true}';
  /** Called with the URLs before each response. */
  onPurge: (urls: readonly string[]) => Promise<void> = () => Promise.resolve();
  readonly token = 'canary-token-of-the-cdn';
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      void text(request).then(async (sent) => {
        const body = JSON.parse(sent) as { urls?: string[]; files?: string[] };
        const [urls, { status }] = [body.urls ?? body.files ?? [], this];
        await this.onPurge(urls);
        this.calls.push({ path: request.url ?? '', authorization: request.headers.authorization, body, urls, status });
        response.writeHead(status, { 'content-type': 'application/json' }).end(this.body);
      });
    });
  }

  async start(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { ErrorCode, ScreeningScores } from '@pixelboxx/shared';
import { describeError } from '@pixelboxx/shared';

const harmless: ScreeningScores = { drawing: 0.01, hentai: 0.01, neutral: 0.95, porn: 0.01, sexy: 0.02 };
export const unsafe: ScreeningScores = { drawing: 0.01, hentai: 0.03, neutral: 0.02, porn: 0.92, sexy: 0.02 };

/** The service's response for one image; `hang` sends nothing until the client gives up. */
export type ScreeningResponse = 'harmless' | 'unsafe' | 'hang' | ErrorCode;

/** Behaves like the ai-service, over real HTTP, with the responses that a test sets. */
export class FakeAiService {
  readonly token = 'a-token-that-only-the-api-knows-0123456789';
  /** Every image that arrived, in order. */
  readonly images: Buffer[] = [];
  isReady = true;
  response: (image: Buffer) => ScreeningResponse | Promise<ScreeningResponse> = () => 'harmless';
  private server: Server | undefined;
  private port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The settings with which the api uses it. */
  get settings(): Record<string, string> {
    return { AI_SERVICE_URL: this.url, AI_SERVICE_TOKEN: this.token };
  }

  /** Also works again after `stop`, on the same port. */
  async start(): Promise<void> {
    const server = createServer((request, response) => {
      if (request.url === '/v1/health/ready') {
        if (this.isReady) succeed(response, { status: 'ok', degraded: [] });
        else fail(response, 'SERVICE_UNAVAILABLE');
        return;
      }
      const isKnown = request.headers.authorization === `Bearer ${this.token}`;
      if (isKnown) void buffer(request).then((image) => this.screen(image, response));
      else fail(response, 'UNAUTHENTICATED');
    });
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** As if it had died: connections break, and new ones are refused. */
  async stop(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = undefined;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  /** Resets everything but its address. */
  reset(): void {
    this.isReady = true;
    this.response = () => 'harmless';
    this.images.length = 0;
  }

  private async screen(image: Buffer, response: ServerResponse): Promise<void> {
    this.images.push(image);
    const reply = await this.response(image);
    if (reply === 'hang') return;
    const facts = { model: 'fake', milliseconds: 1 };
    if (reply === 'harmless') succeed(response, { scores: harmless, flagged: false, ...facts });
    else if (reply === 'unsafe') succeed(response, { scores: unsafe, flagged: true, ...facts });
    else fail(response, reply);
  }
}

function succeed(response: ServerResponse, data: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ success: true, data }));
}

function fail(response: ServerResponse, code: ErrorCode): void {
  const { status, message } = describeError(code);
  const error = { code, message, details: {}, requestId: 'fake' };
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ success: false, error }));
}

import { findFreePort, pollUntil } from '@pixelboxx/config/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const web = join(import.meta.dirname, '../../../apps/web');

/** One request that an `Ear` has received. */
export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A server that records what it receives, and gives everybody the same response: `200 {}`. */
export class Ear {
  readonly heard: Heard[] = [];
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      void text(request).then((body) => {
        const { method = '', url: path = '', headers } = request;
        this.heard.push({ method, path, headers, body });
        response.setHeader('content-type', 'application/json');
        response.end('{}');
      });
    });
  }

  /** @returns its address */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** The web alone, as a deployment starts it; it serves what `npm run e2e` built. */
export class StartedWeb {
  readonly url: string;
  private readonly child: ChildProcess;
  private printed = '';

  private constructor(child: ChildProcess, url: string) {
    this.child = child;
    this.url = url;
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (part: string) => (this.printed += part));
  }

  /** @param settings besides its address; nothing from the machine's environment is added */
  static async start(settings: Readonly<Record<string, string>>): Promise<StartedWeb> {
    const port = await findFreePort();
    const child = spawn(process.execPath, ['server.ts'], {
      cwd: web,
      env: { PATH: process.env['PATH'], NODE_ENV: 'production', WEB_PORT: String(port), ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const started = new StartedWeb(child, `http://127.0.0.1:${port}`);
    const isReady = () =>
      fetch(`${started.url}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
    await pollUntil('the web is ready', isReady, { timeoutMs: 120_000, everyMs: 100 });
    return started;
  }

  /** The lines that it logged for this event. */
  lines(event: string): Record<string, unknown>[] {
    return this.printed
      .split('\n')
      .filter((line) => line.startsWith('{') && line.includes(`"event":"${event}"`))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  remove(): void {
    this.child.kill('SIGKILL');
  }
}

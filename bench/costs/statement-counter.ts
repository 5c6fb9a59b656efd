import { connect, createServer, type Server, type Socket } from 'node:net';
import { readFrontend } from './frontend-reader.ts';

/** Stands between a process and its PostgreSQL, and counts what passes. */
export class StatementCounter {
  statements = 0;
  bytes = 0;
  readonly url: string;
  private readonly server: Server;
  private texts: Map<string, number> | undefined;

  private constructor(server: Server, url: string) {
    this.server = server;
    this.url = url;
  }

  static async start(databaseUrl: string): Promise<StatementCounter> {
    const target = new URL(databaseUrl);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const url = new URL(databaseUrl);
    url.hostname = '127.0.0.1';
    url.port = typeof address === 'object' && address ? String(address.port) : '';
    const counter = new StatementCounter(server, url.href);
    server.on('connection', (client) => counter.pass(client, connect(Number(target.port), target.hostname)));
    return counter;
  }

  /** Keeps the texts of what passes from now on. */
  record(): void {
    this.texts = new Map();
  }

  /** How often each text passed since `record`, most frequent first; keeps none any more. */
  recorded(): [text: string, count: number][] {
    const texts = [...(this.texts ?? [])].toSorted(([, one], [, other]) => other - one);
    this.texts = undefined;
    return texts;
  }

  stop(): void {
    this.server.close();
  }

  private pass(client: Socket, upstream: Socket): void {
    const read = readFrontend((text) => {
      this.statements += 1;
      this.texts?.set(text, (this.texts.get(text) ?? 0) + 1);
    });
    client.on('data', (bytes: Buffer) => {
      this.bytes += bytes.length;
      read(bytes);
    });
    upstream.on('data', (bytes: Buffer) => (this.bytes += bytes.length));
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) socket.on('error', () => [client, upstream].map((it) => it.destroy()));
  }
}

import { connect, createServer, type Server, type Socket } from 'node:net';

/** `Query` and `Execute` of the frontend (PostgreSQL's documentation, "Message Formats"). */
const statementTypes = new Set(['Q'.charCodeAt(0), 'E'.charCodeAt(0)]);
const headerBytes = 5;

/** Stands between a process and its PostgreSQL, and counts what passes. */
export class StatementCounter {
  statements = 0;
  bytes = 0;
  readonly url: string;
  private readonly server: Server;

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

  stop(): void {
    this.server.close();
  }

  private pass(client: Socket, upstream: Socket): void {
    const count = this.frontendReader();
    client.on('data', count);
    upstream.on('data', (bytes: Buffer) => (this.bytes += bytes.length));
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) socket.on('error', () => [client, upstream].map((it) => it.destroy()));
  }

  /** Follows the messages of one connection; the first has no type, only a length. */
  private frontendReader(): (bytes: Buffer) => void {
    let waiting: Buffer = Buffer.alloc(0);
    let isStarted = false;
    return (bytes) => {
      this.bytes += bytes.length;
      waiting = Buffer.concat([waiting, bytes]);
      for (;;) {
        const lengthAt = isStarted ? 1 : 0;
        if (waiting.length < headerBytes) return;
        const total = lengthAt + waiting.readInt32BE(lengthAt);
        if (waiting.length < total) return;
        if (isStarted && statementTypes.has(waiting[0] ?? 0)) this.statements += 1;
        isStarted = true;
        waiting = waiting.subarray(total);
      }
    };
  }
}

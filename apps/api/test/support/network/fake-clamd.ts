import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { eicar } from './eicar.ts';

/** How a fake clamd misbehaves once it has received the command, or the whole stream. */
export type Manner =
  | 'well'
  | 'silent'
  | 'slow'
  | 'garbage'
  | 'empty'
  | 'endless'
  | 'error'
  | 'dies in the stream'
  | 'dies before answering'
  | 'too long';

export interface FakeClamd {
  readonly port: number;
  manner: Manner;
  /** Bytes of the streams scanned so far, one entry each. */
  readonly scanned: Buffer[];
  /** The maximum number of streams open at the same time. */
  peakConcurrency: number;
  close(): Promise<void>;
}

/** Implements clamd's `z` commands over TCP as clamd(8) describes them, and detects EICAR anywhere in a stream. */
export async function startFakeClamd(port = 0): Promise<FakeClamd> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket)).on('error', () => undefined);
    new Session(socket, fake);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const fake: FakeClamd & { open: number } = {
    port: typeof address === 'object' && address ? address.port : 0,
    manner: 'well',
    scanned: [],
    peakConcurrency: 0,
    open: 0,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return fake;
}

/** Small enough for a test: real ones accept 25 to 100 MB. */
const streamMaxLength = 4_000_000;

class Session {
  private readonly socket: Socket;
  private readonly clamd: FakeClamd & { open: number };
  private buffered = Buffer.alloc(0);
  private stream: Buffer[] | null = null;
  private received = 0;

  constructor(socket: Socket, clamd: FakeClamd & { open: number }) {
    this.socket = socket;
    this.clamd = clamd;
    socket.on('data', (data: Buffer) => this.take(data));
    socket.once('close', () => {
      if (this.stream) clamd.open -= 1;
    });
  }

  private take(data: Buffer): void {
    this.buffered = Buffer.concat([this.buffered, data]);
    if (!this.stream && !this.readCommand()) return;
    while (this.stream && this.buffered.length >= 4) {
      const length = this.buffered.readUInt32BE(0);
      if (length === 0) return this.scan(Buffer.concat(this.stream));
      if (this.buffered.length < 4 + length) return;
      this.stream.push(this.buffered.subarray(4, 4 + length));
      this.buffered = this.buffered.subarray(4 + length);
      this.received += length;
      if (this.clamd.manner === 'dies in the stream') return void this.socket.destroy();
      if (this.clamd.manner === 'too long' || this.received > streamMaxLength) {
        return void this.socket.end('INSTREAM size limit exceeded. ERROR\0');
      }
    }
  }

  private readCommand(): boolean {
    const end = this.buffered.indexOf(0);
    if (end === -1) return false;
    const command = this.buffered.toString('latin1', 0, end);
    this.buffered = this.buffered.subarray(end + 1);
    if (command === 'zINSTREAM') {
      this.stream = [];
      this.clamd.open += 1;
      this.clamd.peakConcurrency = Math.max(this.clamd.peakConcurrency, this.clamd.open);
      return true;
    }
    if (this.clamd.manner !== 'silent') this.socket.end(command === 'zPING' ? 'PONG\0' : 'UNKNOWN COMMAND\0');
    return false;
  }

  private scan(bytes: Buffer): void {
    this.clamd.scanned.push(bytes);
    const reply = bytes.includes(eicar) ? 'stream: Eicar-Test-Signature FOUND\0' : 'stream: OK\0';
    const responses: Partial<Record<Manner, () => void>> = {
      silent: () => undefined,
      slow: () => void setTimeout(() => this.socket.end(reply), 200),
      garbage: () => void this.socket.end('stream: PERHAPS OK\0'),
      empty: () => void this.socket.end(),
      endless: () => void this.socket.write('stream: OK'.repeat(1000)),
      error: () => void this.socket.end("stream: Can't allocate memory ERROR\0"),
      'dies before answering': () => void this.socket.resetAndDestroy(),
    };
    (responses[this.clamd.manner] ?? (() => this.socket.end(reply)))();
  }
}

import { connect, createServer, type Server, type Socket } from 'node:net';

type Delayed = 'all' | 'responses';

/**
 * A proxy in front of a service, on its own port, which never changes: it makes the service die, hang, slow down and
 * return for its clients.
 */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private isStalled = false;
  private delayMs = 0;
  private delayed: Delayed = 'all';
  private readonly target: { host: string; port: number };
  private server: Server | undefined;
  private reservedPort = 0;

  private constructor(target: { host: string; port: number }) {
    this.target = target;
  }

  /** Opens a proxy on its own port, ready for use; `cut` it first for a service that is absent from the beginning. */
  static async open(target: { host: string; port: number }): Promise<TcpProxy> {
    const tcpProxy = new TcpProxy(target);
    await tcpProxy.mend();
    return tcpProxy;
  }

  get port(): number {
    return this.reservedPort;
  }

  /** The same URL, through this proxy. */
  static async to(url: string): Promise<{ tcpProxy: TcpProxy; url: string }> {
    const parsed = new URL(url);
    const tcpProxy = await TcpProxy.open({ host: parsed.hostname, port: Number(parsed.port) });
    parsed.port = String(tcpProxy.port);
    return { tcpProxy, url: parsed.href };
  }

  get isMended(): boolean {
    return this.server !== undefined;
  }

  /** Accepts connections again; `stall` and `slow` stay in effect. */
  async mend(): Promise<void> {
    if (this.server) return;
    const server = createServer((near) => this.join(near));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(this.reservedPort, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (typeof address === 'object' && address) this.reservedPort = address.port;
    this.server = server;
  }

  /** Closes all connections, and refuses new ones. */
  async cut(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    const closed = new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  /**
   * Half-open: connections stay, new ones are accepted, and nothing passes in either direction until `flow`. What was
   * sent meanwhile then arrives late, as from a partitioned network.
   */
  stall(): void {
    this.isStalled = true;
    for (const socket of this.sockets) socket.pause();
  }

  /** Ends `stall` and `slow`. */
  flow(): void {
    this.isStalled = false;
    this.delayMs = 0;
    for (const socket of this.sockets) socket.resume();
  }

  /** Delays every chunk by this much, or only the chunks from the service: then an exchange takes that long. */
  slow(delayMs: number, delayed: Delayed = 'all'): void {
    this.delayMs = delayMs;
    this.delayed = delayed;
  }

  private join(near: Socket): void {
    const far = connect(this.target);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        // After the data that it sent before, which may still be delayed.
        this.later(socket === far, () => other.destroy());
      });
      socket.on('data', (chunk) => this.later(socket === far, () => other.destroyed || other.write(chunk)));
      socket.on('end', () => this.later(socket === far, () => other.end()));
      if (this.isStalled) socket.pause();
    }
  }

  /** Timers with the same delay fire in the order they were set, so chunks stay in order unless the delay has just changed. */
  private later(isFromService: boolean, work: () => void): void {
    if (this.delayMs === 0 || (this.delayed === 'responses' && !isFromService)) work();
    else setTimeout(work, this.delayMs);
  }
}

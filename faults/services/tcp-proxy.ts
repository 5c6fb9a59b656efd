import { connect, createServer, type Server, type Socket } from 'node:net';

/** Stands in front of a service, on a port of its own that stays the same: to its clients the service dies, slows down and returns. */
export class TcpProxy {
  readonly #sockets = new Set<Socket>();
  readonly #target: number;
  #server: Server | undefined;
  #port = 0;
  #delayMs = 0;

  private constructor(target: number) {
    this.#target = target;
  }

  /** In front of a port of this machine. */
  static async open(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await proxy.mend();
    return proxy;
  }

  get port(): number {
    return this.#port;
  }

  /** Connections end, and new ones are refused. */
  async cut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    const closed = new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async mend(): Promise<void> {
    this.#delayMs = 0;
    if (this.#server) return;
    const server = createServer((near) => this.#join(near));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(this.#port, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (typeof address === 'object' && address) this.#port = address.port;
    this.#server = server;
  }

  /** Whatever the service says arrives this much later, so that each exchange takes that long. */
  slow(delayMs: number): void {
    this.#delayMs = delayMs;
  }

  #join(near: Socket): void {
    const far = connect(this.#target, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        // After what it said before, if that is still on its way.
        this.#later(socket === far, () => other.destroy());
      });
      socket.on('end', () => this.#later(socket === far, () => other.end()));
    }
    near.on('data', (chunk) => far.write(chunk));
    far.on('data', (chunk) => this.#later(true, () => near.write(chunk)));
  }

  /** Timers of one delay fire in the order in which they were set. */
  #later(isDelayed: boolean, work: () => void): void {
    if (!isDelayed || this.#delayMs === 0) work();
    else setTimeout(work, this.#delayMs);
  }
}

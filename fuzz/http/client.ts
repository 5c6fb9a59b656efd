import { connect, type Socket } from 'node:net';
import { encodeRequest, type HttpRequest, type HttpResponse } from './message.ts';
import { ResponseParser } from './response-parser.ts';

/** How long a response may take, in milliseconds: the product's promise. */
export const answerTimeoutMs = 15_000;

/** There was no response. `kind` says why: timeout, or the connection ended. */
export class NoResponse extends Error {
  override name = 'NoResponse';
  readonly kind: 'timeout' | 'closed' | 'refused';

  constructor(kind: NoResponse['kind'], detail: string) {
    super(detail);
    this.kind = kind;
  }
}

interface Connection {
  readonly socket: Socket;
  readonly parser: ResponseParser;
  isUsed: boolean;
}

/** Sends requests byte for byte over persistent connections, one request at a time on each. */
export class HttpClient {
  readonly #port: number;
  readonly #timeoutMs: number;
  readonly #idle: Connection[] = [];
  readonly #open = new Set<Socket>();

  constructor(port: number, timeoutMs = answerTimeoutMs) {
    this.#port = port;
    this.#timeoutMs = timeoutMs;
  }

  /** @throws NoResponse, MalformedResponse */
  async send(request: HttpRequest): Promise<HttpResponse> {
    const connection = this.#takeIdle() ?? (await this.#connect());
    const wasUsed = connection.isUsed;
    try {
      return await this.#exchange(connection, request);
    } catch (error) {
      connection.socket.destroy();
      // A server may close an idle connection at the moment it is reused (RFC 9112 9.3.1): only a new one counts.
      const isRace = wasUsed && error instanceof NoResponse && error.kind === 'closed';
      if (isRace) return await this.#exchange(await this.#connect(), request);
      throw error;
    }
  }

  /** Ends all connections. */
  close(): void {
    for (const socket of this.#open) socket.destroy();
    this.#idle.length = 0;
  }

  #takeIdle(): Connection | undefined {
    let connection = this.#idle.pop();
    while (connection?.socket.destroyed) connection = this.#idle.pop();
    return connection;
  }

  #connect(): Promise<Connection> {
    const socket = connect(this.#port, '127.0.0.1').setNoDelay();
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    return new Promise((resolve, reject) => {
      socket.once('connect', () => resolve({ socket, parser: new ResponseParser(), isUsed: false }));
      socket.once('error', (error) => reject(new NoResponse('refused', error.message)));
      // The listener above is only for connecting; an idle connection can fail as well.
      socket.on('error', () => socket.destroy());
    });
  }

  #exchange(connection: Connection, request: HttpRequest): Promise<HttpResponse> {
    const { socket, parser } = connection;
    return new Promise<HttpResponse>((resolve, reject) => {
      const settle = (finish: () => void) => {
        clearTimeout(timer);
        socket.removeAllListeners('data').removeListener('close', onClose).removeListener('end', onClose);
        finish();
      };
      const read = (ended: boolean) => {
        try {
          const response = parser.next(request.method, ended);
          if (response) settle(() => resolve(this.#keep(connection, response)));
          return response !== null;
        } catch (error) {
          settle(() => reject(error instanceof Error ? error : new Error(String(error))));
          return true;
        }
      };
      const onClose = () => {
        if (!read(true))
          settle(() => reject(new NoResponse('closed', parser.isMidway ? 'cut in the middle' : 'closed unanswered')));
      };
      const timer = setTimeout(() => {
        settle(() => reject(new NoResponse('timeout', `no answer within ${this.#timeoutMs / 1000} s`)));
      }, this.#timeoutMs);
      socket.on('data', (chunk) => {
        parser.push(chunk);
        read(false);
      });
      socket.once('close', onClose).once('end', onClose);
      connection.isUsed = true;
      socket.write(encodeRequest(request));
    });
  }

  #keep(connection: Connection, response: HttpResponse): HttpResponse {
    if (response.closes || connection.parser.isMidway || connection.socket.destroyed) connection.socket.destroy();
    else this.#idle.push(connection);
    return response;
  }
}

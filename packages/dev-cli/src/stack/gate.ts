import {
  createServer,
  request,
  type ClientRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** Hop-by-hop headers must not be forwarded (RFC 9110 7.6.1); Node writes its own. */
const hopByHop = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding']);

/** How long a process that must stop gets for requests to which it has not begun to respond. */
const responseTimeoutMs = 2_000;

/**
 * A stable address for a service during development, whichever process serves it at the moment. Each request uses its
 * own connection to that process, so that none is sent over a connection that is just being closed.
 */
export class Gate {
  readonly #server: Server;
  #target: number | undefined;
  /** One promise for each request to which no process has begun to respond. */
  readonly #unanswered = new Set<Promise<void>>();

  private constructor() {
    this.#server = createServer((fromClient, response) => this.#pass(fromClient, response));
  }

  /** @param port 0 for any free one */
  static async listen(host: string, port: number): Promise<Gate> {
    const gate = new Gate();
    await new Promise<void>((resolve, reject) => {
      gate.#server.once('error', reject);
      gate.#server.listen(port, host, resolve);
    });
    return gate;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  /**
   * Sends requests to another process. A process that stops listening cuts connections that it has not accepted, or
   * from which it has not read a request yet. Only the start of its response shows that it has read one.
   * @param port of the process that serves from now on; undefined if there is none
   * @returns when the previous process can stop: it has begun to respond to all its requests, or has had two seconds
   * for that, which is the case for slow requests and silent streams
   */
  async lead(port: number | undefined): Promise<void> {
    this.#target = port;
    const timeout = new AbortController();
    await Promise.race([
      Promise.all(this.#unanswered),
      delay(responseTimeoutMs, undefined, { ref: false, signal: timeout.signal }).catch(() => {}),
    ]);
    timeout.abort();
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #pass(fromClient: IncomingMessage, response: ServerResponse): void {
    if (this.#target === undefined) return void response.destroy();
    const { method, url } = fromClient;
    const upstream = request({
      host: '127.0.0.1',
      port: this.#target,
      agent: false,
      ...(method !== undefined && { method }),
      ...(url !== undefined && { path: url }),
      headers: endToEnd(fromClient.rawHeaders),
    });
    this.#await(upstream);
    upstream.on('response', (reply) => {
      response.writeHead(reply.statusCode ?? 502, endToEnd(reply.rawHeaders));
      reply.pipe(response);
      // A partial response must not look complete.
      reply.once('close', () => {
        if (!reply.complete) response.destroy();
      });
    });
    upstream.on('error', () => response.destroy());
    fromClient.on('error', () => upstream.destroy());
    response.on('error', () => upstream.destroy());
    response.once('close', () => {
      if (!response.writableEnded) upstream.destroy();
    });
    fromClient.pipe(upstream);
  }

  #await(upstream: ClientRequest): void {
    const answered = new Promise<void>((resolve) => {
      upstream.once('response', () => resolve());
      upstream.once('close', resolve);
    });
    this.#unanswered.add(answered);
    void answered.then(() => this.#unanswered.delete(answered));
  }
}

/** Names and values alternate as received, including repeated headers. */
function endToEnd(rawHeaders: string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
    if (!hopByHop.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

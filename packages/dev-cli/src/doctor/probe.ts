import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

const timeoutMs = 3000;

/** The greeting of a text protocol: what to send, if anything, and the form of the response. */
export interface Greeting {
  send?: string;
  expect: RegExp;
  defaultPort: number;
  isTls: boolean;
}

/**
 * Connects to the host and port of `url` and waits for the service's own greeting.
 * @returns why it failed, without any part of the URL that may be secret; undefined if it succeeded
 */
export function probeGreeting(url: URL, { send, expect, defaultPort, isTls }: Greeting): Promise<string | undefined> {
  const port = Number(url.port || defaultPort);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket: Socket = isTls ? connectTls({ host, port, servername: host }) : connectPlain({ host, port });
    let received = '';
    const settle = (problem?: string): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(problem && `${host}:${port} ${problem}`);
    };
    const timer = setTimeout(() => settle('did not answer within 3 s'), timeoutMs);
    socket.setEncoding('latin1');
    socket.once('connect', () => send && socket.write(send));
    socket.on('data', (text: string) => {
      received += text;
      if (expect.test(received)) settle();
      else if (received.length > 200) settle('answered, but not as expected: is this the right port?');
    });
    socket.once('error', (error: NodeJS.ErrnoException) =>
      settle(`cannot be reached (${error.code ?? error.message})`),
    );
    socket.once('close', () => settle('closed the connection at once'));
  });
}

/** Any HTTP response is enough: the service is there and speaks HTTP. */
export async function probeHttp(url: URL): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: 'manual' });
    await response.body?.cancel();
    return response.status < 500 ? undefined : `${url.host} answered ${response.status}`;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : undefined;
    const code = cause && 'code' in cause ? String(cause.code) : 'no answer';
    return `${url.host} cannot be reached (${code})`;
  }
}

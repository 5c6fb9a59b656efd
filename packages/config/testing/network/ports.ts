import { connect, createServer } from 'node:net';
import { pollUntil } from '../poll-until.ts';

/**
 * Below the ports that systems use for outgoing connections (32768 on Linux, 49152 elsewhere), so that a service that
 * is stopped for a moment finds its port still free.
 */
const [lowest, highest] = [20_000, 32_000];
let next = lowest + ((process.pid * 97) % (highest - lowest));

/** A port on which nothing listens at the moment; a different one on each call. */
export async function findFreePort(): Promise<number> {
  for (;;) {
    next = next + 1 < highest ? next + 1 : lowest;
    const port = next;
    if (await canListen(port)) return port;
  }
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** @throws Error if nothing listens there in time */
export async function untilListening(name: string, port: number): Promise<void> {
  await pollUntil(`${name} listens`, () => canConnect(port), { timeoutMs: 60_000, everyMs: 50 });
}

/** Whether something listens there. */
export function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

import { connect, createServer } from 'node:net';
import { pollUntil } from '../poll-until.ts';

/**
 * Below those that systems give to outgoing connections (32768 on Linux, 49152 elsewhere): a service that is stopped for
 * a moment finds its port as it left it.
 */
const [lowest, highest] = [20_000, 32_000];
let next = lowest + ((process.pid * 97) % (highest - lowest));

/** A port nobody listens on at this moment, another one each time. */
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

/** @throws Error when nobody listens there in time */
export async function untilListening(name: string, port: number): Promise<void> {
  await pollUntil(`${name} listens`, () => canConnect(port), { timeoutMs: 60_000, everyMs: 50 });
}

/** Whether somebody listens there. */
export function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

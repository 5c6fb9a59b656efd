import { connect, createServer } from 'node:net';
import { pollUntil } from '@pixelboxx/config/testing';

/** A port nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** @throws Error when nobody listens there in time */
export async function untilListening(name: string, port: number): Promise<void> {
  await pollUntil(`${name} listens`, () => canConnect(port), { timeoutMs: 60_000, everyMs: 50 });
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** A server that fails on SIGUSR2 as nobody expects; see `exit-on-uncaught.test.ts`. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exitOnUncaught } from '../src/index.ts';

let resolveSlow: () => void = () => undefined;
const hasSlow = new Promise<void>((resolve) => (resolveSlow = resolve));
const server = createServer((request, response) => {
  if (request.url === '/slow') {
    resolveSlow();
    setTimeout(() => response.setHeader('connection', 'close').end('whole'), 300);
  } else void hasSlow.then(() => response.setHeader('connection', 'close').end());
});

function drain(): Promise<unknown> {
  if (process.env['DRAIN'] === 'throws') throw new Error('no draining');
  if (process.env['DRAIN'] === 'never ends') return new Promise(() => undefined);
  return new Promise((resolve) => server.close(resolve));
}

exitOnUncaught({
  logFatal: (error, origin) => {
    process.stdout.write(`fatal ${error instanceof Error ? error.message : String(error)} ${origin}\n`);
    throw new Error('a logger that fails');
  },
  drain,
  maxDrainMs: 1000,
});

process.on('SIGUSR2', () => {
  const error = new Error('on purpose');
  if (process.env['KIND'] === 'rejection') void Promise.reject(error);
  else
    setImmediate(() => {
      throw error;
    });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});

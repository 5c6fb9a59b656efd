import type { Server } from 'node:http';
import { createServer, type AddressInfo, type Server as NetServer } from 'node:net';

/**
 * Listens on each of `hosts`. All but the first pass their connections to `server`, and stop when it closes.
 * @returns the address of the first
 * @throws what Node reports for the first host on which it cannot listen, with `address` and `code`
 */
export async function listenAt(server: Server, hosts: readonly string[], port: number): Promise<AddressInfo> {
  const [first = '127.0.0.1', ...others] = hosts;
  await started(server, first, port);
  const address = server.address() as AddressInfo;
  for (const host of others) {
    // Without Nagle's delay, like connections of an HTTP server.
    const extra = createServer({ noDelay: true }, (socket) => server.emit('connection', socket));
    await started(extra, host, address.port);
    closeAlong(server, extra);
  }
  return address;
}

/** Code that waits for `server` to close waits for the connections of all hosts: they belong to it. */
function closeAlong(server: Server, extra: NetServer): void {
  const close = server.close.bind(server);
  server.close = (callback) => {
    extra.close();
    return close(callback);
  };
}

function started(server: NetServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

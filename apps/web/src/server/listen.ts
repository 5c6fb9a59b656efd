import type { Server } from 'node:http';
import { createServer, type AddressInfo, type Server as NetServer } from 'node:net';

/**
 * Listens at every one of `hosts`. All but the first hand their connections to `server`, and stop when it closes.
 * @returns where the first listens
 * @throws what Node reports for the first host that cannot be listened at, with `address` and `code`
 */
export async function listenAt(server: Server, hosts: readonly string[], port: number): Promise<AddressInfo> {
  const [first = '127.0.0.1', ...others] = hosts;
  await started(server, first, port);
  const address = server.address() as AddressInfo;
  for (const host of others) {
    // Without Nagle's delay, as connections of an HTTP server are.
    const extra = createServer({ noDelay: true }, (socket) => server.emit('connection', socket));
    await started(extra, host, address.port);
    closeAlong(server, extra);
  }
  return address;
}

/** What waits for the end of `server` waits for the connections of all hosts: they are its connections. */
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

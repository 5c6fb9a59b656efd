import { connect, createServer, type Socket } from 'node:net';

/**
 * Starts a proxy between the clients of `url` and the database at `databaseUrl`; `listen` gets both ends of each
 * connection before any data has passed.
 */
export async function standBeforeDatabase(
  databaseUrl: string,
  listen: (client: Socket, upstream: Socket) => void,
): Promise<{ url: string; stop: () => void }> {
  const target = new URL(databaseUrl);
  const server = createServer((client) => {
    const upstream = connect(Number(target.port || 5432), target.hostname);
    listen(client, upstream);
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) socket.on('error', () => [client, upstream].map((it) => it.destroy()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = typeof address === 'object' && address ? String(address.port) : '';
  return { url: url.href, stop: () => server.close() };
}

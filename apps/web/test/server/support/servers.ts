import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { startTracing, type Tracing } from '@pixelboxx/telemetry';
import type { afterAll, afterEach } from 'vitest';

const servers: Server[] = [];

/** Listens on a port of its own until `closeServers` says so. @returns its URL */
export async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Call in the file itself: closes what `listen` was given. */
export function closeServers(after: typeof afterAll | typeof afterEach): void {
  after(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
}

/** Traces this process to a collector of its own; `bodies` is what that was sent. */
export async function traceToCollector(
  sampler: 'always_on' | 'parentbased_always_on',
): Promise<{ tracing: Tracing; bodies: string[] }> {
  const bodies: string[] = [];
  const collector = createServer((request, response) => {
    void text(request).then((body) => {
      bodies.push(body);
      response.end('{}');
    });
  });
  const options = {
    endpoint: await listen(collector),
    headers: {},
    protocol: 'http/json',
    sampler,
    ratio: 1,
    sendEveryMs: 5_000,
  } as const;
  return { tracing: await startTracing(options, 'web-test', () => undefined), bodies };
}

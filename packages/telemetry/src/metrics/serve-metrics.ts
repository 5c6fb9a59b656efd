import { createServer } from 'node:http';
import type { Exposition } from './process-metrics.ts';

export interface MetricsAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Serves `GET /metrics` on its own port, which visitors cannot reach.
 * @returns a function that closes it
 * @throws what listening throws, for example if the port is in use
 */
export async function serveMetrics(
  metrics: { read(accept: string | undefined): Promise<Exposition> },
  { host, port }: MetricsAddress,
): Promise<() => Promise<void>> {
  const listener = createServer((request, response) => {
    const isAsked = request.method === 'GET' && request.url?.split('?', 1)[0] === '/metrics';
    if (!isAsked) return void response.writeHead(404).end();
    metrics.read(request.headers.accept).then(
      ({ contentType, text }) => response.writeHead(200, { 'content-type': contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => listener.once('error', reject).listen(port, host, resolve));
  return async () => {
    listener.closeAllConnections();
    await new Promise((resolve) => listener.close(resolve));
  };
}

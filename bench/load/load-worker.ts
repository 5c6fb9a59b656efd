/** Child process of `load.ts`: receives one job, reports that it is ready and, when told to run, sends the result. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import autocannon, { type Client, type Result } from 'autocannon';
import type { LoadJob, LoadResult } from './load.ts';
import { percentile } from './percentile.ts';

const warmUpSeconds = 0.5;

process.once('message', (job: LoadJob) => {
  process.once('message', () => void run(job).then((result) => process.send?.(result)));
  void warmUp(job).then(() => process.send?.('ready'));
});

/** Sends requests to itself first; otherwise the time to compile this code would count as slowness of the server. */
async function warmUp({ method, connections }: LoadJob): Promise<void> {
  const server = createServer((request, response) => request.resume().on('end', () => response.end('{}')));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  await run({ url, method, headers: [{}], body: '{}', connections, seconds: warmUpSeconds });
  server.closeAllConnections();
  server.close();
}

function run(job: LoadJob): Promise<LoadResult> {
  const finished = Promise.withResolvers<Result>();
  let client = 0;
  let unique = job.uniqueFrom ?? 0;
  const bodies = job.bodies ?? job.bodyFiles?.map((path) => readFileSync(path));
  const okTimes: number[] = [];
  const refusedTimes: number[] = [];
  const refused: Record<string, number> = {};
  const options = {
    url: job.url,
    method: job.method,
    connections: job.connections,
    duration: job.seconds,
    ...(job.rate === undefined ? {} : { overallRate: job.rate }),
    ...(job.body === undefined ? {} : { body: job.body }),
    ...(job.uniqueFrom === undefined
      ? {}
      : {
          requests: [
            {
              setupRequest: (request: autocannon.Request) => ({
                ...request,
                body: (job.body ?? '').replaceAll('{n}', String(unique++)),
              }),
            },
          ],
        }),
    setupClient: (connection: Client) => {
      const headers = { ...job.headers[client % job.headers.length] };
      const body = bodies?.[client % bodies.length];
      client += 1;
      connection.setHeaders(headers);
      if (body !== undefined) connection.setBody(body);
      if (job.followCookies) followCookies(connection, headers);
    },
  } satisfies autocannon.Options;
  const instance = autocannon(options, (error, result) =>
    error ? finished.reject(error as Error) : finished.resolve(result),
  );
  instance.on('response', (_client, status, _bytes, ms) => {
    if (status >= 200 && status < 300) okTimes.push(ms);
    else {
      refused[status] = (refused[status] ?? 0) + 1;
      refusedTimes.push(ms);
    }
  });
  return finished.promise.then(({ duration, errors }) => {
    if (errors > 0) refused['0'] = errors;
    return {
      requestsPerSecond: okTimes.length / duration,
      p50Ms: percentile(okTimes, 0.5),
      p99Ms: percentile(okTimes, 0.99),
      ok: okTimes.length,
      refused,
      refusedP99Ms: percentile(refusedTimes, 0.99),
    };
  });
}

function followCookies(connection: Client, headers: Record<string, string>): void {
  // At run time this is the parser's report, whose `headers` is a flat list: name, value, name, value.
  connection.on('headers', (report: object) => {
    const list: unknown = Reflect.get(report, 'headers');
    if (!Array.isArray(list)) return;
    const pairs = list.flatMap((name, index) =>
      index % 2 === 0 && String(name).toLowerCase() === 'set-cookie' ? [String(list[index + 1]).split(';', 1)[0]] : [],
    );
    if (pairs.length > 0) connection.setHeaders({ ...headers, cookie: pairs.join('; ') });
  });
}

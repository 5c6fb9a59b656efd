import { routeOf } from '@pixelboxx/telemetry';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { createServer } from 'node:http';
import type { Logger } from '../logger.ts';
import type { MetricSource, Reading } from './metric-sources.ts';

/** Seconds; around what a person notices, and what the service promises. */
const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** A source that hangs must not keep the others from being read: Prometheus gives up after ten seconds. */
const sourceTimeoutMs = 2_000;

/** What this process measures, in the form that Prometheus reads. Loaded only where metrics are served. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #failedReadings: Counter<'source'>;
  readonly #sources: () => readonly MetricSource[];
  readonly #watched = new Set<string>();

  /** @param sources asked at each reading: parts of the service say what they measure while they start */
  constructor(sources: () => readonly MetricSource[]) {
    this.#sources = sources;
    collectDefaultMetrics({ register: this.#registry });
    this.#failedReadings = new Counter({
      name: 'pixelboxx_failed_readings_total',
      help: 'Sources of metrics that could not be read',
      labelNames: ['source'],
      registers: [this.#registry],
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    for (const source of this.#sources()) this.#watch(source);
    return this.#registry.metrics();
  }

  /** Counts and times every response by the route of its contract, so that no path and no id becomes a label. */
  register(server: FastifyInstance): void {
    const registers = [this.#registry];
    const duration = new Histogram({
      name: 'http_server_request_duration_seconds',
      help: 'From the first byte of a request to the last of its response; of streams, as long as they are followed',
      labelNames: ['method', 'route', 'status'],
      buckets: durationBuckets,
      registers,
    });
    const failures = new Counter({
      name: 'pixelboxx_failures_total',
      help: 'Failures that were answered, by their code',
      labelNames: ['route', 'code'],
      registers,
    });
    const aborted = new Counter({
      name: 'pixelboxx_aborted_requests_total',
      help: 'Requests whose client left before the response',
      labelNames: ['route'],
      registers,
    });
    const active = new Gauge({ name: 'pixelboxx_active_requests', help: 'Requests under way', registers });
    server.addHook('onRequest', (_request, reply, done) => {
      active.inc();
      // Comes once, after the response or when the client leaves before it.
      reply.raw.once('close', () => active.dec());
      done();
    });
    server.addHook('onResponse', (request, reply, done) => {
      const route = routeOf(request);
      duration.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
      if (request.errorCode !== undefined) failures.inc({ route, code: request.errorCode });
      done();
    });
    server.addHook('onRequestAbort', (request, done) => {
      aborted.inc({ route: routeOf(request) });
      done();
    });
  }

  #watch({ name, help, label, read }: MetricSource): void {
    if (this.#watched.has(name)) return;
    this.#watched.add(name);
    const failed = this.#failedReadings;
    const set = (gauge: Gauge, reading: Reading) => {
      if (typeof reading === 'number') {
        gauge.set(reading);
        return;
      }
      for (const [value, count] of Object.entries(reading)) gauge.set({ [label ?? 'kind']: value }, count);
    };
    new Gauge({
      name,
      help,
      labelNames: label === undefined ? [] : [label],
      registers: [this.#registry],
      async collect() {
        this.reset();
        try {
          set(this, await withinTime(read));
        } catch {
          // What is not known is not 0.
          this.remove();
          failed.inc({ source: name });
        }
      },
    });
  }
}

/**
 * Serves `GET /metrics` on a port of its own, which no visitor reaches, for as long as `server` runs.
 * @throws what listening throws, such as for a port that is taken
 */
export async function serveMetrics(
  metrics: Metrics,
  { host, port }: { host: string; port: number },
  server: FastifyInstance,
  logger: Logger,
): Promise<void> {
  const listener = createServer((request, response) => {
    const isAsked = request.method === 'GET' && request.url?.split('?', 1)[0] === '/metrics';
    if (!isAsked) return void response.writeHead(404).end();
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => listener.once('error', reject).listen(port, host, resolve));
  server.addHook('onClose', (_instance, done) => {
    listener.closeAllConnections();
    listener.close(() => done());
  });
  logger.info({ event: 'metrics.listening', host, port });
}

async function withinTime<Value>(read: () => Value | Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('It took too long')), sourceTimeoutMs);
  });
  try {
    return await Promise.race([read(), late]);
  } finally {
    clearTimeout(timer);
  }
}

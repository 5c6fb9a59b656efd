import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import {
  healthEndpoints,
  screeningEndpoints,
  type Liveness,
  type Readiness,
  type ScreeningResult,
} from '@pixelboxx/shared';
import { AppError, ConcurrencyLimiter } from '@pixelboxx/node-kit';
import { type ErrorTracker, NoErrorTracker, traceRequests } from '@pixelboxx/telemetry';
import { Classifier } from './classifier.ts';
import type { Config } from './config.ts';
import { holdsToken, requireBearer } from './http/bearer.ts';
import { createServer, success } from './http/server.ts';
import { Screener } from './screener.ts';

declare module 'fastify' {
  interface FastifyRequest {
    leaveQueue: () => void;
  }
}

interface ScreenRequest {
  Body: Buffer | undefined;
}

/** Serves this process's metrics on a separate port. The library is loaded only if metrics are on. */
async function serveMetricsOf(
  app: FastifyInstance,
  address: NonNullable<Config['metrics']>,
  limiter: ConcurrencyLimiter,
): Promise<void> {
  const { Gauge, measureRequests, ProcessMetrics, RequestMetrics, serveMetrics } =
    await import('@pixelboxx/telemetry/metrics');
  const metrics = new ProcessMetrics();
  measureRequests(app, new RequestMetrics(metrics), (_request, reply) => reply.failureCode ?? undefined);
  new Gauge({
    name: 'pixelboxx_ai_screenings',
    help: 'Images that are decoded and judged, and that wait for it',
    labelNames: ['state'],
    registers: [metrics.registry],
    collect() {
      const { running, waiting } = limiter.load;
      this.set({ state: 'running' }, running);
      this.set({ state: 'waiting' }, waiting);
    },
  });
  const close = await serveMetrics(metrics, address);
  app.addHook('onClose', () => close());
}

/** Creates the service, ready to listen; the model loads meanwhile. @throws what listening for metrics throws */
export async function createApp(
  config: Config,
  logger: Logger,
  errors: ErrorTracker = new NoErrorTracker(),
): Promise<FastifyInstance> {
  const classifier = new Classifier(logger);
  const app = createServer(logger, config.maxBytes, errors);
  // Callers with the token are trusted to set the trace that a request continues.
  if (config.tracing) traceRequests(app, ({ headers }) => holdsToken(config.token, headers.authorization));
  const limiter = new ConcurrencyLimiter({ concurrent: config.concurrency, queued: config.queueLimit });
  if (config.metrics) await serveMetricsOf(app, config.metrics, limiter);
  serveHealth(app, classifier);
  serveScreening(app, classifier, config, limiter);
  app.addHook('onClose', () => classifier.close());
  return app;
}

function serveHealth(app: FastifyInstance, classifier: Classifier): void {
  app.get(healthEndpoints.live.path, () => success<Liveness>({ status: 'ok' }));
  app.get(healthEndpoints.ready.path, () => {
    requireReady(classifier);
    return success<Readiness>({ status: 'ok', degraded: [] });
  });
}

function serveScreening(
  app: FastifyInstance,
  classifier: Classifier,
  config: Config,
  limiter: ConcurrencyLimiter,
): void {
  const screener = new Screener(classifier, config);
  app.decorateRequest('leaveQueue', () => undefined);

  // All of this happens before the body is read, so that a refused request costs nothing.
  const admit = async (request: FastifyRequest, reply: FastifyReply) => {
    if (config.token !== undefined) requireBearer(config.token, request.headers.authorization);
    requireReady(classifier);
    request.leaveQueue = limiter.enter();
    reply.raw.once('close', request.leaveQueue);
  };

  // A place is for work, not for the rest of a refused body that is still being discarded.
  app.addHook('onSend', (request, _reply, _payload, done) => {
    request.leaveQueue();
    done();
  });

  const screen = async (request: FastifyRequest<ScreenRequest>, reply: FastifyReply) => {
    // From here on the place is held until the work ends, even if the client leaves, because the bytes stay in memory as long.
    reply.raw.off('close', request.leaveQueue);
    const bytes = request.body ?? new Uint8Array();
    try {
      return success<ScreeningResult>(await limiter.runEntered(() => screener.screen(bytes), principalOf(reply)));
    } finally {
      request.leaveQueue();
    }
  };

  app.post<ScreenRequest>(screeningEndpoints.screen.path, { onRequest: admit }, screen);
}

/** Aborted when the client disconnects before the response. */
function principalOf(reply: FastifyReply): AbortSignal {
  const principal = new AbortController();
  if (reply.raw.closed) principal.abort();
  reply.raw.once('close', () => principal.abort());
  return principal.signal;
}

function requireReady(classifier: Classifier): void {
  if (!classifier.ready) throw new AppError('SERVICE_UNAVAILABLE', { details: { retryAfterSeconds: 1 } });
}

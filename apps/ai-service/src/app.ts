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
import { traceRequests } from '@pixelboxx/telemetry';
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

/** The service, ready to listen; the model loads meanwhile. */
export function createApp(config: Config, logger: Logger): FastifyInstance {
  const classifier = new Classifier(logger);
  const app = createServer(logger, config.maxBytes);
  // Who may ask may also say of which trace that is a part.
  if (config.tracing) traceRequests(app, ({ headers }) => holdsToken(config.token, headers.authorization));
  serveHealth(app, classifier);
  serveScreening(app, classifier, config);
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

function serveScreening(app: FastifyInstance, classifier: Classifier, config: Config): void {
  const limiter = new ConcurrencyLimiter({ concurrent: config.concurrency, queued: config.queueLimit });
  const screener = new Screener(classifier, config);
  app.decorateRequest('leaveQueue', () => undefined);

  // All of this before the body is read: a caller who is turned away costs nothing.
  const admit = async (request: FastifyRequest, reply: FastifyReply) => {
    if (config.token !== undefined) requireBearer(config.token, request.headers.authorization);
    requireReady(classifier);
    request.leaveQueue = limiter.enter();
    reply.raw.once('close', request.leaveQueue);
  };

  // A place is for work, not for the rest of a refused body that is still being thrown away.
  app.addHook('onSend', (request, _reply, _payload, done) => {
    request.leaveQueue();
    done();
  });

  const screen = async (request: FastifyRequest<ScreenRequest>, reply: FastifyReply) => {
    // From here on the place is held until the work ends, also when the caller leaves: the bytes are held as long.
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

/** Aborts when the caller goes away before the response. */
function principalOf(reply: FastifyReply): AbortSignal {
  const principal = new AbortController();
  if (reply.raw.closed) principal.abort();
  reply.raw.once('close', () => principal.abort());
  return principal.signal;
}

function requireReady(classifier: Classifier): void {
  if (!classifier.ready) throw new AppError('SERVICE_UNAVAILABLE', { details: { retryAfterSeconds: 1 } });
}

import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { refuseMisaddressed, refuseUpgrades } from '@pixelboxx/node-kit';
import { ErrorTracker, startTracing, traceRequests } from '@pixelboxx/telemetry';
import { AppModule } from './app.module.ts';
import { LoginConcurrencyLimiter } from './auth/login/index.ts';
import { SignInMethodGuard } from './auth/passwords/index.ts';
import { ReauthenticationGuard } from './auth/reauthentication/index.ts';
import { AccessGuard } from './auth/sessions/index.ts';
import type { Config } from './platform/config/config.ts';
import { registerWaitBudget } from './platform/database/pool/wait-budget.ts';
import { DownloadInterceptor } from './platform/http/download/download.interceptor.ts';
import type { EndpointGuard } from './platform/http/endpoint/endpoint-pipeline.ts';
import { registerEndpoints } from './platform/http/endpoint/register-endpoints.ts';
import { IdempotencyInterceptor } from './platform/http/idempotency/idempotency.interceptor.ts';
import { StreamInterceptor } from './platform/http/stream/stream.interceptor.ts';
import { RateLimitGuard } from './platform/http/security/rate-limit.guard.ts';
import { ErrorFilter } from './platform/http/server/error.filter.ts';
import { AllowedMethods } from './platform/http/server/allowed-methods.ts';
import { registerBodyParsers } from './platform/http/server/body-parsers.ts';
import { registerCors } from './platform/http/security/cors.ts';
import { registerCsrfProtection } from './platform/http/security/csrf.ts';
import { Drain } from './platform/http/server/drain.ts';
import { registerRequestLog } from './platform/http/logging/request-log.ts';
import { registerFixedHeaders } from './platform/http/security/security-headers.ts';
import { createIpList, holdsSecret, registerForwarding } from './platform/http/server/forwarding.ts';
import { registerSerializer } from './platform/http/endpoint/serializer.ts';
import { registerVersions } from './platform/http/contract/version.ts';
import { createHttpAdapter } from './platform/http/server/server.ts';
import { unknownProxyReport } from './platform/http/security/unknown-proxies.ts';
import { filesPath } from './platform/storage/serving/file-routes.ts';
import { AttackMeter } from './platform/proof-of-work/attack-meter.ts';
import { ProofGuard } from './platform/proof-of-work/proof.guard.ts';
import { registerAttemptCount } from './platform/proof-of-work/attempt-count.ts';
import { MetricSources } from './platform/observability/metrics/metric-sources.ts';
import { LOGGER, type Logger, NestLogger } from './platform/observability/logger.ts';

/** Serves the metrics of this process on a separate port. The library is loaded only if metrics are configured. */
async function serveMetricsOf(
  app: NestFastifyApplication,
  address: NonNullable<Config['metrics']>,
  logger: Logger,
): Promise<void> {
  const [{ Metrics }, { measureRequests, RequestMetrics, serveMetrics }] = await Promise.all([
    import('./platform/observability/metrics/metrics.ts'),
    import('@pixelboxx/telemetry/metrics'),
  ]);
  const server = app.getHttpAdapter().getInstance();
  const metrics = new Metrics(app.get(MetricSources));
  measureRequests(server, new RequestMetrics(metrics), ({ errorCode }) => errorCode);
  const close = await serveMetrics(metrics, address);
  server.addHook('onClose', () => close());
  logger.info({ event: 'metrics.listening', ...address });
}

/** Creates the whole api for a configuration, ready to listen. `serve.ts`, the programs in `bin/` and the tests all use it. */
export async function createApp(config: Config): Promise<NestFastifyApplication> {
  const adapter = createHttpAdapter(config);
  const server = adapter.getInstance();
  // Before the modules exist: jobs that they run are traced without a request. The logger is resolved later.
  const logged = Promise.withResolvers<Logger>();
  const tracing = await startTracing(config.tracing, 'pixelboxx-api', (event, reason) => {
    void logged.promise.then((logger) => logger.warn({ event, reason }));
  });
  const allowedMethods = new AllowedMethods();
  allowedMethods.watch(server);
  registerSerializer(server);
  registerVersions(server);

  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest declares its options as a class and is given a literal
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(config), adapter, {
    bodyParser: false,
    bufferLogs: true,
    abortOnError: false,
    routeConflictPolicy: { duplicate: 'error' },
  });
  const logger = app.get<Logger>(LOGGER);
  app.useLogger(new NestLogger(logger));
  logged.resolve(logger);

  if (config.tracing) {
    traceRequests(server, (request) => holdsSecret(request, config.http.proxySecret));
    server.addHook('onClose', () => tracing.stop());
  }
  registerFixedHeaders(server, config.http.secureCookies);
  const trusted = createIpList(config.http.trustedProxies);
  registerForwarding(server, trusted, config.http.proxySecret, unknownProxyReport(config.http, logger));
  app.get(Drain).register(server);
  registerRequestLog(server, logger);
  registerAttemptCount(server, app.get(AttackMeter), logger);
  refuseMisaddressed(server);
  refuseUpgrades(server);
  registerCors(server, config.http.allowedOrigins, filesPath);
  registerCsrfProtection(server, config.http.allowedOrigins);
  app.get(LoginConcurrencyLimiter).register(server);
  registerBodyParsers(server);
  registerWaitBudget(server);
  if (config.metrics) await serveMetricsOf(app, config.metrics, logger);

  const filter = new ErrorFilter(logger, allowedMethods, app.get(ErrorTracker));
  app.useGlobalFilters(filter);
  registerEndpoints(app, {
    // In this order: is the method offered, who is calling, how fresh is the proof, how often, and with a proof of work.
    guards: [SignInMethodGuard, AccessGuard, ReauthenticationGuard, RateLimitGuard, ProofGuard].map((guard) =>
      app.get<EndpointGuard>(guard),
    ),
    interceptors: [app.get(IdempotencyInterceptor), app.get(StreamInterceptor), app.get(DownloadInterceptor)],
    fail: (thrown, request, reply) => filter.respond(thrown, request, reply),
  });
  if (config.environment !== 'production') {
    // Loaded only where it is served: otherwise it would be a third of what a start reads.
    const { serveDocs } = await import('./platform/http/openapi/serve-docs.ts');
    serveDocs(app);
  }
  return app;
}

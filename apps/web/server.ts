import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { keepTicksFast } from '@pixelboxx/node-kit/keep-ticks-fast';
import { createErrorTracker, PageTraces, startTracing } from '@pixelboxx/telemetry';
import { errorTrackingOptions, tracingOptions } from '@pixelboxx/telemetry/settings';
import next from 'next';
import { type Env, readEnv } from './src/env.ts';
import { regenerateOnChange } from './src/server/development-manifest.ts';
import { watchApiReads } from './src/server/kept-pages/api-reads.ts';
import { KeptPages } from './src/server/kept-pages/kept-pages.ts';
import { createStaticAssets, staticRoot } from './src/server/static-assets.ts';
import { listenAt } from './src/server/listen.ts';
import { log } from './src/server/log.ts';
import { watchPageErrors } from './src/server/page-errors.ts';
import { takeSettingsFromFiles } from './src/server/setting-files.ts';
import { endOnUncaught, stopOnSignal } from './src/server/shutdown.ts';
import { createWebServer } from './src/server/web-server.ts';

keepTicksFast();

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function readEnvOrFail(): Env {
  try {
    takeSettingsFromFiles();
    return readEnv();
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

/** Takes the port first: if it is in use, that is reported at once, not after the pages were prepared. */
async function listen(server: Server, { WEB_HOST: hosts, WEB_PORT: port }: Env): Promise<AddressInfo> {
  try {
    return await listenAt(server, hosts, port);
  } catch (error) {
    const { code, address, message } = error as NodeJS.ErrnoException & { address?: string };
    const host = address ?? hosts.join(', ');
    if (code === 'EADDRINUSE') fail(`Port ${port} on ${host} is taken. Set WEB_PORT to a free one.`);
    return fail(`Cannot listen on ${host}:${port} (WEB_HOST, WEB_PORT): ${message}`);
  }
}

/** This process's metrics, on a separate port. The library is loaded only if metrics are configured. */
async function startMetrics({ WEB_METRICS_PORT: port, METRICS_HOST: host }: Env) {
  if (port === undefined) return null;
  const { ProcessMetrics, RequestMetrics, serveMetrics } = await import('@pixelboxx/telemetry/metrics');
  const metrics = new ProcessMetrics();
  const requests = new RequestMetrics(metrics);
  try {
    const close = await serveMetrics(metrics, { host, port });
    log('info', 'metrics.listening', { host, port });
    return { requests, close };
  } catch (error) {
    return fail(`Cannot listen on ${host}:${port} (METRICS_HOST, WEB_METRICS_PORT): ${(error as Error).message}`);
  }
}

async function main(): Promise<void> {
  const env = readEnvOrFail();
  const dev = process.argv.includes('--dev');
  const traced = tracingOptions(env);
  const tracing = await startTracing(traced, 'pixelboxx-web', (event, reason) => log('warn', event, { reason }));
  const errors = await createErrorTracker(errorTrackingOptions(env), 'pixelboxx-web');
  const measured = await startMetrics(env);
  let ready = false;
  let assets: ReturnType<typeof createStaticAssets> | null = null;
  const pages = Promise.withResolvers<KeptPages['render']>();
  // Next attaches its live reload to the server it is given. This one never listens, so that the real server decides first.
  const upgrades = createServer();
  const server = createWebServer({
    apiUrl: env.API_URL,
    proxySecret: env.PROXY_SECRET,
    publicOrigin: env.WEB_ORIGIN,
    allowsPseudoLanguage: env.PSEUDO_LANGUAGE,
    isReady: () => ready,
    errors,
    observers: {
      isTraced: traced !== null,
      ...(traced && { pageTraces: new PageTraces(env.PROXY_SECRET ?? randomBytes(32), Date.now) }),
      metrics: measured?.requests,
    },
    renderPage: async (request, response) => (await pages.promise)(request, response),
    ...(!dev && { serveAsset: (request, response) => assets?.(request, response) ?? false }),
    ...(dev && {
      upgradePage: (request, socket, head) => {
        if (!upgrades.emit('upgrade', request, socket, head)) socket.destroy();
      },
    }),
  });
  // During development, Next reports the errors of pages itself, and keeps running.
  if (!dev) endOnUncaught(server, errors);
  const manifest = dev ? regenerateOnChange(import.meta.dirname) : null;
  const { address, port } = await listen(server, env);
  const app = next({ dev, dir: import.meta.dirname, hostname: address, port, httpServer: upgrades });
  stopOnSignal(server, env.SHUTDOWN_DRAIN_MS, () => {
    manifest?.close();
    return app.close().finally(() => Promise.all([tracing.stop(), errors.flush(), measured?.close()]));
  });
  if (!dev) {
    watchApiReads(env.API_URL);
    watchPageErrors(errors);
  }
  await app.prepare();
  if (!dev) assets = createStaticAssets(staticRoot(import.meta.dirname));
  const render = app.getRequestHandler();
  pages.resolve(dev ? render : new KeptPages({ publicOrigin: env.WEB_ORIGIN, render }).render);
  ready = true;
  log('info', 'listening', {
    address: `http://${address.includes(':') ? `[${address}]` : address}:${port}`,
    mode: dev ? 'development' : 'production',
  });
}

main().catch((error: unknown) => fail(error instanceof Error ? (error.stack ?? error.message) : String(error)));

import { compileCache, findFreePort, pollUntil } from '@pixelboxx/config/testing';
import { authEndpoints, uploadEndpoints } from '@pixelboxx/shared';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventBus } from '../../../src/platform/events/event-bus.ts';
import { natsProgram, reserveNats } from '../events/nats-server.ts';
import { newCredentials, register } from '../../support/clients/users.ts';
import { type LocalService } from '../../support/network/local-service.ts';
import { useApp, useLogs, useTwin } from '../../support/use-app.ts';
import { screened, untilDegraded } from '../../support/uploads/screened-app.ts';
import { plain } from '../../support/uploads/images.ts';
import { uploadImage } from '../../support/uploads/uploading.ts';
import { attributeOf, type ReceivedSpan, TraceReceiver } from './trace-receiver.ts';

const receiver = new TraceReceiver();
const folder = join(import.meta.dirname, '../../../../ai-service');
const token = 'spoken-by-both-ends-0123456789-0123456789';
const proxySecret = randomBytes(32).toString('base64url');
const metricsPort = await findFreePort();
let service: ChildProcess;
let url: string;

/** Like the web, which proves itself by the secret it shares with the api. */
const fromWeb = (parent: string) => ({ 'x-pixelboxx-proxy': proxySecret, traceparent: parent });
const newId = (bytes: number) => randomBytes(bytes).toString('hex');

beforeAll(async () => {
  await receiver.start();
  const port = await findFreePort();
  const env = {
    PATH: process.env['PATH'],
    AI_PORT: String(port),
    AI_SERVICE_TOKEN: token,
    LOG_LEVEL: 'silent',
    ...receiver.settings,
    ...compileCache(),
  };
  service = spawn(process.execPath, ['src/main.ts'], { cwd: folder, env, stdio: 'ignore' });
  url = `http://127.0.0.1:${port}`;
  await pollUntil(
    'the model is loaded',
    async () => (await fetch(`${url}/v1/health/ready`).catch(() => null))?.ok ?? false,
  );
});

const app = useApp(() => ({
  ...receiver.settings,
  API_METRICS_PORT: String(metricsPort),
  AI_SERVICE_URL: url,
  AI_SERVICE_TOKEN: token,
  PROXY_SECRET: proxySecret,
  LOG_LEVEL: 'info',
}));
const logs = useLogs(app);
beforeAll(() => untilDegraded(app, false));

afterAll(async () => {
  const ended = once(service, 'exit');
  service.kill();
  await ended;
  await receiver.stop();
});

/** The spans of a trace by name, once one of this name and service has arrived. */
async function untilSpan(traceId: string, service: string, name: string): Promise<ReceivedSpan> {
  return pollUntil(`${name} of ${service} has arrived`, () =>
    receiver.trace(traceId).find((span) => span.service === service && span.name === name),
  );
}

/** The names of what a span is a part of, itself first. */
function pathOf(span: ReceivedSpan): string[] {
  const parent = receiver.trace(span.traceId).find(({ spanId }) => spanId === span.parentSpanId);
  return [`${span.service} ${span.name}`, ...(parent ? pathOf(parent) : [])];
}

describe('a trace', () => {
  it('goes from the web through the api, its statements and its jobs to the ai-service', async () => {
    const user = await register(app);
    const [traceId, spanId] = [newId(16), newId(8)];
    Object.assign(user.browser.headers, fromWeb(`00-${traceId}-${spanId}-01`));
    const image = await plain({ width: 640, height: 480 }, '#3366cc').jpeg().toBuffer();
    const upload = await uploadImage(user.browser, image, 'public');
    Reflect.deleteProperty(user.browser.headers, 'traceparent');
    await screened(user, upload, 'APPROVED');

    const screening = await untilSpan(traceId, 'pixelboxx-ai-service', 'POST /v1/screen');
    const request = await untilSpan(traceId, 'pixelboxx-api', `POST ${uploadEndpoints.image.path}`);
    await untilSpan(traceId, 'pixelboxx-api', 'process uploads.screen');
    await untilSpan(traceId, 'pixelboxx-api', 'send uploads.screen');
    await untilSpan(traceId, 'pixelboxx-api', 'POST /v1/screen');
    expect(request.parentSpanId).toBe(spanId);
    expect(pathOf(screening)).toEqual([
      'pixelboxx-ai-service POST /v1/screen',
      'pixelboxx-api POST /v1/screen',
      'pixelboxx-api process uploads.screen',
      'pixelboxx-api send uploads.screen',
      `pixelboxx-api POST ${uploadEndpoints.image.path}`,
    ]);
    const statement = receiver.trace(traceId).find(({ name }) => name === 'INSERT uploads');
    expect(statement && pathOf(statement).at(-1)).toBe(`pixelboxx-api POST ${uploadEndpoints.image.path}`);
    expect(statement && attributeOf(statement, 'db.system.name')).toBe('postgresql');
  });
});

describe.skipIf(!natsProgram && 'install nats-server')('an event on NATS', () => {
  let nats: LocalService;
  beforeAll(async () => {
    nats = await reserveNats();
    await nats.start();
  });
  const settings = () => ({
    ...receiver.settings,
    PROXY_SECRET: proxySecret,
    NATS_URL: `nats://127.0.0.1:${nats.port}`,
  });
  const publisher = useApp(settings);
  const subscriber = useTwin(publisher, settings);
  afterAll(() => nats.dispose());

  it('is published and handled on another replica within the trace that caused it', async () => {
    const handled: string[] = [];
    const bus = subscriber.app.get(EventBus);
    bus.subscribe('user.registered', 'traced', ({ id }) => {
      handled.push(id);
      return Promise.resolve();
    });
    const [traceId, spanId] = [newId(16), newId(8)];
    const browser = publisher.browser();
    Object.assign(browser.headers, fromWeb(`00-${traceId}-${spanId}-01`));
    await browser.call(authEndpoints.register, { body: newCredentials() });
    await pollUntil('it is handled', () => handled.length === 1);
    const processed = await untilSpan(traceId, 'pixelboxx-api', 'process user.registered');
    await untilSpan(traceId, 'pixelboxx-api', 'publish user.registered');
    await untilSpan(traceId, 'pixelboxx-api', `POST ${authEndpoints.register.path}`);
    expect(pathOf(processed)).toEqual([
      'pixelboxx-api process user.registered',
      'pixelboxx-api publish user.registered',
      `pixelboxx-api POST ${authEndpoints.register.path}`,
    ]);
    expect(attributeOf(processed, 'messaging.destination.subscription.name')).toBe('traced');
  });
});

describe('a traceparent from a foreign client', () => {
  it('neither decides about sampling nor joins a trace: the request gets its own trace, with a link', async () => {
    const traceId = newId(16);
    await app
      .browser()
      .fetch(`/v1/health/live?t=${traceId}`, { headers: { traceparent: `00-${traceId}-${newId(8)}-00` } });
    const span = await pollUntil('a span with the link has arrived', () =>
      receiver.spans.find(({ links }) => links.some((link) => link.traceId === traceId)),
    );
    expect(span.traceId).not.toBe(traceId);
    expect(span.parentSpanId ?? '').toBe('');
    expect(receiver.trace(traceId)).toEqual([]);
  });

  it('is ignored if malformed', async () => {
    const response = await app.browser().fetch('/v1/health/live', { headers: { traceparent: '00-zzz-1-01, evil' } });
    expect(response.status).toBe(200);
  });
});

describe('exported trace data', () => {
  it('contains no address, name, password, token, path or query', async () => {
    const { browser, credentials } = await register(app);
    const password = 'a wrong password of this test';
    await browser.post(authEndpoints.login.path, { identifier: credentials.email, password });
    const marker = newId(8);
    await browser.fetch(`/v1/nothing/${marker}?token=${marker}`);
    await untilSpanNamed('GET (none)');
    const sent = receiver.bodies.join('\n');
    const cookies = [...browser.cookies.values()];
    const secrets = [credentials.email, credentials.username, credentials.password, password, marker, ...cookies];
    expect(secrets.filter((secret) => secret !== '' && sent.includes(secret))).toEqual([]);
  });
});

describe('a duration metric', () => {
  const exemplarOf = async (traceId: string) => {
    const headers = { accept: 'application/openmetrics-text' };
    const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`, { headers })).text();
    return text.split('\n').find((line) => line.includes(`# {trace_id="${traceId}"}`));
  };

  it('has an exemplar only if its trace is kept', async () => {
    const [kept, dropped] = [newId(16), newId(16)];
    await app
      .browser()
      .fetch('/v1/users/availability?username=somebody', { headers: fromWeb(`00-${kept}-${newId(8)}-01`) });
    const line = await pollUntil('the duration has its exemplar', () => exemplarOf(kept));
    expect(line).toMatch(/^http_server_request_duration_seconds_bucket\{.*route="\/v1\/users\/availability"/);
    await app
      .browser()
      .fetch('/v1/users/availability?username=somebody', { headers: fromWeb(`00-${dropped}-${newId(8)}-00`) });
    expect(await exemplarOf(dropped)).toBeUndefined();
    expect(receiver.trace(dropped)).toEqual([]);
  });
});

describe('a log line', () => {
  it('contains the trace and span of its request', async () => {
    const traceId = newId(16);
    const headers = fromWeb(`00-${traceId}-${newId(8)}-01`);
    await app.browser().fetch('/v1/health/live', { headers });
    const span = await untilSpan(traceId, 'pixelboxx-api', 'GET /v1/health/live');
    const line = logs.events('http.request').find((one) => one['traceId'] === traceId);
    expect(line?.['spanId']).toBe(span.spanId);
  });
});

async function untilSpanNamed(name: string): Promise<void> {
  await pollUntil(`${name} has arrived`, () => receiver.spans.some((span) => span.name === name));
}

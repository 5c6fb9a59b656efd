import { findFreePort, pollUntil } from '@pixelboxx/config/testing';
import { once } from 'node:events';
import { connect } from 'node:net';
import { authEndpoints, uploadEndpoints } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { SecurityEventsService } from '../../../src/auth/activity/index.ts';
import type { Prisma } from '../../../src/generated/prisma/client.ts';
import { EventOutbox } from '../../../src/platform/events/event-outbox.ts';
import { MetricSources } from '../../../src/platform/observability/metrics/metric-sources.ts';
import { register } from '../../support/clients/users.ts';
import { useApp } from '../../support/use-app.ts';
import { photo } from '../../support/uploads/images.ts';
import { uploadImage } from '../../support/uploads/uploading.ts';

const port = await findFreePort();
const app = useApp({ API_METRICS_PORT: String(port) });

const read = async (): Promise<string> => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
/** The value of a series, by its name and labels as they are written. */
const valueIn = (text: string, series: string): number | undefined => {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
};
const requests = (method: string, route: string, status: number) =>
  `http_server_request_duration_seconds_count{method="${method}",route="${route}",status="${status}"}`;

describe('the metrics of the api', () => {
  it('are served on their own port, and not on the public one', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/metrics`);
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect((await fetch(`${app.baseUrl}/metrics`)).status).toBe(404);
    for (const path of ['/', '/v1/auth/me']) expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).toBe(404);
  });

  it('count requests by the contract’s routes and failures by their codes, without paths and ids as labels', async () => {
    const { browser, credentials } = await register(app);
    const { id } = await uploadImage(browser, await photo({ width: 300, height: 200 }).png().toBuffer());
    await browser.call(uploadEndpoints.get, { params: { id } });
    const body = { identifier: credentials.username, password: 'not the right one' };
    await app.browser().post(authEndpoints.login.path, body);
    await fetch(`${app.baseUrl}/v1/nothing/${id}`);
    const text = await read();
    expect(valueIn(text, requests('POST', '/v1/auth/register', 201))).toBe(1);
    expect(valueIn(text, requests('GET', '/v1/uploads/:id', 200))).toBe(1);
    expect(valueIn(text, 'pixelboxx_failures_total{route="/v1/auth/login",code="INVALID_CREDENTIALS"}')).toBe(1);
    expect(valueIn(text, requests('GET', '(none)', 404))).toBeGreaterThan(0);
    for (const secret of [id, credentials.username, credentials.email]) expect(text).not.toContain(secret);
  });

  it('count committed changes, and no rolled-back ones', async () => {
    const { user } = await register(app);
    const series = [
      'pixelboxx_security_events_total{type="ACCOUNT_CREATED"}',
      'pixelboxx_events_total{subject="user.registered"}',
    ];
    const counts = async () => {
      const text = await read();
      return series.map((name) => valueIn(text, name));
    };
    const before = await counts();
    expect(before.every((count) => count !== undefined && count > 0)).toBe(true);
    const event = { subject: 'user.registered', aggregateId: user.id, data: { userId: user.id } } as const;
    const context = { ipAddress: null, userAgent: null, requestId: 'a-request' };
    const happen = async (tx: Prisma.TransactionClient) => {
      await app.app.get(EventOutbox).publish(tx, event);
      const about = { type: 'ACCOUNT_CREATED', userId: user.id, sessionId: null, context } as const;
      await app.app.get(SecurityEventsService, { strict: false }).record(tx, about);
    };
    const undone = app.prisma.transact(async (tx) => {
      await happen(tx);
      throw new Error('It is undone');
    });
    await expect(undone).rejects.toThrow('It is undone');
    expect(await counts()).toEqual(before);
    await app.prisma.transact(happen);
    expect(await counts()).toEqual(before.map((count) => (count ?? 0) + 1));
  });

  it('have a number for everything that can fill up', async () => {
    const text = await read();
    const series = [
      ...['busy', 'idle', 'waiting'].map((state) => `pixelboxx_database_connections{state="${state}"}`),
      ...['running', 'waiting'].flatMap((state) => [
        `pixelboxx_password_hashes{state="${state}"}`,
        `pixelboxx_image_decodings{state="${state}"}`,
      ]),
      'pixelboxx_outbox_events',
      'pixelboxx_outbox_oldest_seconds',
      'pixelboxx_dead_events',
      'pixelboxx_event_bus_up',
      'pixelboxx_due_jobs_oldest_seconds',
      'pixelboxx_open_streams',
      'pixelboxx_under_attack',
      'pixelboxx_proof_of_work_active',
      ...['issued', 'accepted', 'refused'].map((outcome) => `pixelboxx_proofs_of_work{outcome="${outcome}"}`),
      ...['logged', 'noise', 'dropped'].map((outcome) => `pixelboxx_csp_reports{outcome="${outcome}"}`),
      ...['known', 'stranger'].map((client) => `pixelboxx_shed_sign_ins_total{client="${client}"}`),
      'pixelboxx_arriving_uploads',
      'pixelboxx_active_requests',
    ];
    for (const name of series) expect(valueIn(text, name), name).toBeGreaterThanOrEqual(0);
    expect(valueIn(text, 'pixelboxx_event_bus_up')).toBe(1);
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
  });

  it('count a request as running until its client disconnects, and not afterwards', async () => {
    const active = async () => valueIn(await read(), 'pixelboxx_active_requests');
    const before = await active();
    const { hostname, port: apiPort } = new URL(app.baseUrl);
    const head = `POST ${authEndpoints.login.path} HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/json\r\n`;
    const socket = connect(Number(apiPort), hostname);
    await once(socket, 'connect');
    // Its body never arrives in full.
    socket.write(`${head}Content-Length: 100\r\n\r\n{"ident`);
    await pollUntil('the request is under way', async () => (await active()) === (before ?? 0) + 1);
    socket.destroy();
    await pollUntil('it is over', async () => (await active()) === before);
  });

  it('query once for all numbers of the same source', async () => {
    let looks = 0;
    app.app
      .get(MetricSources)
      .addTogether(
        () => Promise.resolve({ looks: (looks += 1) }),
        { name: 'sample_looks', help: 'Looks', of: (facts) => facts.looks },
        { name: 'sample_looks_again', help: 'Looks', of: (facts) => facts.looks },
      );
    const text = await read();
    expect([valueIn(text, 'sample_looks'), valueIn(text, 'sample_looks_again')]).toEqual([1, 1]);
    expect(valueIn(await read(), 'sample_looks')).toBe(2);
  });

  it('omit what cannot be read, count that, and contain the rest', async () => {
    app.app.get(MetricSources).add({
      name: 'sample_broken',
      help: 'Breaks',
      read: () => Promise.reject(new Error('The database is away')),
    });
    app.app.get(MetricSources).add({
      name: 'sample_broken_by_kind',
      help: 'Breaks, too',
      label: 'kind',
      read: () => Promise.reject(new Error('The database is away')),
    });
    const text = await read();
    expect(text).not.toMatch(/^sample_broken/m);
    expect(valueIn(text, 'pixelboxx_open_streams')).toBe(0);
    expect(valueIn(await read(), 'pixelboxx_failed_readings_total{source="sample_broken"}')).toBeGreaterThan(0);
  });

  it('are available in both formats, one after the other and simultaneously, with the same names', async () => {
    const open = { headers: { accept: 'application/openmetrics-text;version=1.0.0,text/plain;q=0.5' } };
    const url = `http://127.0.0.1:${port}/metrics`;
    const series = 'pixelboxx_failed_readings_total{source="sample_broken"}';
    for (let round = 0; round < 3; round += 1) {
      const [plain, other] = await Promise.all([read(), fetch(url, open)]);
      expect(other.headers.get('content-type')).toContain('application/openmetrics-text');
      const text = await other.text();
      expect(text.endsWith('# EOF\n')).toBe(true);
      for (const one of [plain, text]) expect(valueIn(one, series)).toBeGreaterThan(0);
      expect(plain).toContain('# TYPE pixelboxx_failed_readings_total counter');
      expect(text).toContain('# TYPE pixelboxx_failed_readings counter');
    }
  });

  it('cannot be declared by two parts of the service', () => {
    const twice = { name: 'pixelboxx_open_streams', help: 'Again', read: () => 1 };
    expect(() => app.app.get(MetricSources).add(twice)).toThrow('pixelboxx_open_streams');
  });
});

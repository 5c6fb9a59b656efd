import { authEndpoints, uploadEndpoints } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { MetricSources } from '../../../src/platform/observability/metrics/metric-sources.ts';
import { register } from '../../support/clients/users.ts';
import { findFreePort } from '../../support/network/local-service.ts';
import { useApp } from '../../support/use-app.ts';
import { photo } from '../../uploads/imaging/images.ts';
import { uploadImage } from '../../uploads/support/uploading.ts';

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

describe('what the api measures', () => {
  it('is told on a port of its own, and not where visitors are', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/metrics`);
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect((await fetch(`${app.baseUrl}/metrics`)).status).toBe(404);
    for (const path of ['/', '/v1/auth/me']) expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).toBe(404);
  });

  it('counts requests by the routes of the contract, and failures by their codes: no path and no id is a label', async () => {
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

  it('has a number for everything that can fill up', async () => {
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
      'pixelboxx_arriving_uploads',
      'pixelboxx_active_requests',
    ];
    for (const name of series) expect(valueIn(text, name), name).toBeGreaterThanOrEqual(0);
    expect(valueIn(text, 'pixelboxx_event_bus_up')).toBe(1);
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
  });

  it('leaves out what cannot be read, counts that, and tells the rest', async () => {
    app.app.get(MetricSources).add({
      name: 'sample_broken',
      help: 'Breaks',
      read: () => Promise.reject(new Error('The database is away')),
    });
    const text = await read();
    expect(valueIn(text, 'sample_broken')).toBeUndefined();
    expect(valueIn(text, 'pixelboxx_open_streams')).toBe(0);
    expect(valueIn(await read(), 'pixelboxx_failed_readings_total{source="sample_broken"}')).toBeGreaterThan(0);
  });

  it('cannot be said by two parts of the service', () => {
    const twice = { name: 'pixelboxx_open_streams', help: 'Again', read: () => 1 };
    expect(() => app.app.get(MetricSources).add(twice)).toThrow('pixelboxx_open_streams');
  });
});

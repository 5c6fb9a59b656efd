import { createServer, type AddressInfo } from 'node:net';
import { screeningEndpoints } from '@pixelboxx/shared';
import { describe, expect, it, onTestFinished } from 'vitest';
import { pino } from 'pino';
import { createApp } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('the metrics of the service', () => {
  it('are served on their own port: requests by route, failures by code, places, and the process', async () => {
    const port = await findFreePort();
    const app = await createApp(loadConfig({ AI_METRICS_PORT: String(port), AI_PORT: '0' }), pino({ level: 'silent' }));
    onTestFinished(() => app.close());
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    const body = new Uint8Array(3);
    const headers = { 'content-type': 'image/png', 'x-request-id': 'no-label-of-mine' };
    await fetch(`${url}/nothing/here`);
    await fetch(`${url}${screeningEndpoints.screen.path}`, { method: 'DELETE', headers, body });
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(text).toContain('http_server_request_duration_seconds_count{method="GET",route="(none)",status="404"} 1');
    expect(text).toContain('pixelboxx_failures_total{route="(none)",code="METHOD_NOT_ALLOWED"} 1');
    expect(text).toContain('pixelboxx_ai_screenings{state="waiting"} 0');
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
    expect(text).not.toContain('nothing/here');
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
  });
});

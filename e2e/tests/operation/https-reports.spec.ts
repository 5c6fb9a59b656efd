import { chromium, expect, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '@pixelboxx/config/testing';
import { cspReportEndpoints } from '@pixelboxx/shared';
import { Ear, StartedWeb } from '../../support/product/started-web.ts';

/** What stands before the web where it is served by https. */
async function startEdge(port: number, target: string): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'pixelboxx-edge-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  execFileSync('openssl', [...made, '-subj', '/CN=localhost', '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (incoming, response) => {
    const { method, url, headers } = incoming;
    const outgoing = request(new URL(url ?? '/', target), { method, headers }, (upstream) => {
      response.writeHead(upstream.statusCode ?? 502, upstream.headers);
      upstream.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  });
  rmSync(folder, { recursive: true });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}

test('on https a browser reports CSP violations by the Reporting API @desktop @started', async () => {
  test.slow();
  const api = new Ear();
  const port = await findFreePort();
  const origin = `https://localhost:${port}`;
  const web = await StartedWeb.start({ API_URL: await api.start(), WEB_ORIGIN: origin });
  const edge = await startEdge(port, web.url);
  const browser = await chromium.launch({
    ...(process.env['PLAYWRIGHT_CHROMIUM'] && { executablePath: process.env['PLAYWRIGHT_CHROMIUM'] }),
    // Reports are sent by the browser, not by the page, and a minute later unless told.
    args: ['--no-sandbox', '--ignore-certificate-errors', '--short-reporting-delay'],
  });
  try {
    const page = await browser.newPage({ ignoreHTTPSErrors: true });
    const response = await page.goto(`${origin}/login`);
    const headers = response?.headers() ?? {};
    expect(headers['reporting-endpoints']).toBe(`csp="${cspReportEndpoints.report.path}"`);
    expect(headers['content-security-policy']).toMatch(/; report-to csp$/);
    await page.evaluate(() => {
      const image = document.createElement('img');
      image.src = 'https://blocked.example/picture.png';
      document.body.append(image);
    });
    const told = () => api.heard.filter(({ path }) => path === cspReportEndpoints.report.path);
    await expect.poll(() => told().length, { timeout: 90_000 }).toBeGreaterThan(0);
    expect(told()[0]).toMatchObject({
      method: 'POST',
      headers: expect.objectContaining({ 'content-type': 'application/reports+json' }),
    });
    expect(JSON.parse(told()[0]?.body ?? '')).toEqual([
      expect.objectContaining({
        type: 'csp-violation',
        url: `${origin}/login`,
        body: expect.objectContaining({
          blockedURL: 'https://blocked.example/picture.png',
          effectiveDirective: 'img-src',
        }),
      }),
    ]);
  } finally {
    await browser.close();
    edge.closeAllConnections();
    edge.close();
    web.remove();
    api.stop();
  }
});
